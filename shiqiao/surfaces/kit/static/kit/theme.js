// Light, dark or as the device says: set before the first paint, so that nothing flashes. Classic script on purpose.
(function () {
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function chosen() {
    try { return localStorage.getItem("kit-theme") || "auto"; } catch (e) { return "auto"; }
  }
  function apply() {
    var theme = chosen();
    root.setAttribute("data-bs-theme", theme === "auto" ? (dark.matches ? "dark" : "light") : theme);
    root.setAttribute("data-theme-choice", theme);
  }
  window.kitTheme = {
    chosen: chosen,
    next: function () {
      var order = ["auto", "light", "dark"];
      var theme = order[(order.indexOf(chosen()) + 1) % order.length];
      try { localStorage.setItem("kit-theme", theme); } catch (e) { /* private window: this page only */ }
      apply();
      return theme;
    },
  };
  apply();
  if (dark.addEventListener) dark.addEventListener("change", apply);
})();
