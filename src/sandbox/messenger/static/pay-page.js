// Inside the in-app browser this page only hands its address to the messenger, which opens the pay sheet,
// as the real client catches such links before they load. The address is all it tells, so any parent may hear it.
if (window.parent !== window) {
  window.parent.postMessage({ type: "pay-link", href: location.href }, "*");
}
