// On a telephone, what is not of today is folded: details with data-fold. Everything stays a tap away, and without this script it is open.
if (window.matchMedia("(max-width: 767.98px)").matches && !location.hash) {
  for (const part of document.querySelectorAll("details[data-fold]")) part.open = false;
}
