// Puts a button that copies over every example. Without this script there is none, and the text can be selected.
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  for (const example of document.querySelectorAll("pre[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy: ${example.getAttribute("aria-label")}`);
    const said = document.createElement("span");
    said.className = "unseen";
    said.setAttribute("role", "status");
    const say = (isCopied) => {
      button.textContent = isCopied ? "Copied" : "Select it to copy it";
      said.textContent = button.textContent;
      setTimeout(() => {
        button.textContent = "Copy";
        said.textContent = "";
      }, 2000);
    };
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(example.textContent).then(
        () => say(true),
        () => say(false),
      );
    });
    example.before(button, said);
  }
})();
