// A page of data, in a frame: it tells what it holds, and does no more.
"use strict";
if (parent !== window) parent.postMessage(document.querySelector("#data").textContent, "*");
