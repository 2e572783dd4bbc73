// Light or dark, usual or large print: set before the first paint, so that nothing flashes, also on pages kept for
// working offline. The cookie kit_look is what the server draws from. Classic script on purpose.
(function () {
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var orders = { theme: ["auto", "light", "dark"], size: ["usual", "large"] };
  var held = null; // what this page was told, where cookies are refused
  function chosen() {
    var found = /(?:^|; )kit_look=(auto|light|dark)\.(usual|large)/.exec(document.cookie);
    return held || { theme: found ? found[1] : "auto", size: found ? found[2] : "usual" };
  }
  function apply() {
    var look = chosen();
    if (!root.hasAttribute("data-theme-fixed")) root.setAttribute("data-bs-theme", look.theme === "auto" ? (dark.matches ? "dark" : "light") : look.theme);
    root.setAttribute("data-theme-choice", look.theme);
    if (look.size === "large") root.setAttribute("data-kit-size", "large");
    else root.removeAttribute("data-kit-size");
  }
  window.kitLook = {
    chosen: chosen,
    next: function (part) {
      var look = chosen();
      look[part] = orders[part][(orders[part].indexOf(look[part]) + 1) % orders[part].length];
      held = look;
      document.cookie = "kit_look=" + look.theme + "." + look.size + "; path=/; max-age=31536000; samesite=lax" + (location.protocol === "https:" ? "; secure" : "");
      apply();
      return look[part];
    },
  };
  apply();
  if (root.hasAttribute("data-kit-accent")) document.addEventListener("DOMContentLoaded", function () { // the phone's own bar, in the street's colour
    var bar = document.querySelector('meta[name="theme-color"]'), deep = getComputedStyle(root).getPropertyValue("--kit-deep").trim();
    if (bar && deep) bar.setAttribute("content", deep);
  });
  if (dark.addEventListener) dark.addEventListener("change", apply);
})();
