// What a careful reader would notice on a page: leaves a function `shiqiaoEyes(words)` that returns a list of {kind, where,
// what}; `words` also reads in which language things are said. Called by walking.py with `told`: {language, codes, names,
// foreign, smallest}. It only reads; the page stays as it was.
(told) => { window.shiqiaoEyes = (words) => {
  const found = [];
  const seen = new Set();
  const HAN = /[\u3400-\u9fff]/;
  const QUIET = "script, style, template, noscript, .leaflet-container, [data-unlooked]";
  const styles = new Map();
  const styleOf = (node) => styles.get(node) || (styles.set(node, getComputedStyle(node)), styles.get(node));

  function where(node) {
    const name = (one) => one.tagName.toLowerCase() + (one.id ? "#" + one.id : "") + [...one.classList].slice(0, 2).map((word) => "." + word).join("");
    const parts = [];
    for (; node && node !== document.body && parts.length < 3; node = node.parentElement) parts.unshift(name(node));
    return parts.join(" > ");
  }
  function note(kind, node, what) {
    const line = { kind, where: where(node), what: String(what).replace(/\s+/g, " ").trim().slice(0, 90) };
    const key = kind + line.where + line.what;
    if (!seen.has(key)) { seen.add(key); found.push(line); }
  }

  // ── boxes ───────────────────────────────────────────────────────────────────────────────────────────────────────
  const clips = (style, axis) => /hidden|clip|auto|scroll/.test(axis === "x" ? style.overflowX : style.overflowY);
  const scrolls = (style, axis) => /auto|scroll/.test(axis === "x" ? style.overflowX : style.overflowY);
  // What of a box is on screen or can be scrolled there: less what its ancestors cut away.
  function left(node, box) {
    const rest = { left: box.left, right: box.right, top: box.top, bottom: box.bottom, cutter: null };
    for (let one = node; one && one !== document.documentElement; one = one.parentElement) {
      const style = styleOf(one);
      if (style.display === "inline" || one === document.body) continue;
      const edge = one.getBoundingClientRect();
      if (clips(style, "x")) {
        if (!scrolls(style, "x") && (rest.right > edge.right + 1.5 || rest.left < edge.left - 1.5)) rest.cutter = rest.cutter || one;
        rest.left = Math.max(rest.left, edge.left); rest.right = Math.min(rest.right, edge.right);
      }
      if (clips(style, "y")) {
        const high = rest.bottom - rest.top;
        if (!scrolls(style, "y") && (rest.bottom > edge.bottom + high / 3 || rest.top < edge.top - high / 3)) rest.cutter = rest.cutter || one;
        rest.top = Math.max(rest.top, edge.top); rest.bottom = Math.min(rest.bottom, edge.bottom);
      }
      if (style.position === "fixed") break;
    }
    return rest;
  }
  const seenByEyes = (node) => node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !hiddenAway(node);
  // "Visually hidden" is for those who listen: a pixel that cuts its text away.
  function hiddenAway(node) {
    for (let one = node; one && one !== document.body; one = one.parentElement) {
      const style = styleOf(one);
      if (style.position !== "static" && (one.offsetWidth <= 1 || one.offsetHeight <= 1) && style.overflow !== "visible") return true;
      if (style.position === "absolute" && one.getBoundingClientRect().bottom < 0 && window.scrollY === 0) return true;
    }
    return false;
  }

  // ── text: every visible piece with the boxes of its lines ───────────────────────────────────────────────────────
  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest(QUIET) || /^(OPTION|TEXTAREA|TITLE)$/.test(parent.tagName) || !seenByEyes(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0.5 && box.height > 0.5);
    if (boxes.length) pieces.push({ node, parent, text: node.data.trim(), boxes });
  }

  function sideways() {
    const wide = document.documentElement.clientWidth;
    const over = document.documentElement.scrollWidth - wide;
    for (const node of document.querySelectorAll("body *")) {
      const box = node.getBoundingClientRect();
      const button = /^(BUTTON|A)$/.test(node.tagName) && node.scrollWidth > node.clientWidth + 2 && /flex|block/.test(styleOf(node).display);
      const beyond = box.width && box.height && (box.right > wide + 1 || box.left < -1);
      if (!button && !beyond || node.closest(QUIET) || !seenByEyes(node)) continue;
      if (button) note("runs out", node, `content wider than the button: ${node.innerText}`);
      const rest = left(node.parentElement, box);
      if (rest.right > wide + 1 && rest.right - rest.left > 1) note("runs out", node, `${Math.round(rest.right - wide)} px beyond the right edge`);
      if (rest.left < -1 && rest.right > 0) note("runs out", node, "beyond the left edge");
      if (found.length > 40) break;
    }
    if (over > 1 && !found.some((one) => one.kind === "runs out")) note("runs out", document.body, `the page scrolls ${over} px sideways`);
  }

  function cut() {
    for (const { node, parent, text, boxes } of pieces) {
      for (const box of boxes) {
        const { cutter } = left(parent, box);
        if (cutter && !parent.closest("[title], [aria-label]")) { note("cut", parent, text); break; }
      }
    }
    const canvas = document.createElement("canvas").getContext("2d");
    for (const node of document.querySelectorAll("input, select")) {
      if (/hidden|checkbox|radio|file|range|color|submit|button/.test(node.type) || !seenByEyes(node)) continue;
      // A telephone shows the whole of a choice in a list of its own when it is touched.
      if (node.tagName === "SELECT" && document.documentElement.clientWidth < 768) continue;
      const style = styleOf(node);
      // What is being written may be longer than its field: one moves in it.
      const text = node.tagName === "SELECT" ? node.selectedOptions[0]?.label || "" : (!node.value && node.placeholder) || (node.readOnly && node.value) || "";
      canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const room = node.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      if (canvas.measureText(text).width > room + 2 && !node.title) note("cut", node, `${text} (${Math.round(canvas.measureText(text).width)} px of text in ${Math.round(room)} px)`);
    }
  }

  function overlapping() {
    const layer = (node) => { for (let one = node; one; one = one.parentElement) if (/fixed|sticky/.test(styleOf(one).position) || one.matches("dialog, [popover]")) return one; return null; };
    const lines = [];
    for (const piece of pieces) {
      for (const box of piece.boxes) {
        const rest = left(piece.parent, box);
        if (rest.right - rest.left > 2 && rest.bottom - rest.top > 2) lines.push({ ...rest, piece, layer: layer(piece.parent) });
      }
    }
    lines.sort((one, other) => one.top - other.top);
    for (let first = 0; first < lines.length; first += 1) {
      for (let next = first + 1; next < lines.length && lines[next].top < lines[first].bottom; next += 1) {
        const [one, other] = [lines[first], lines[next]];
        if (one.piece === other.piece || one.layer !== other.layer) continue;
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        const line = Math.min(one.bottom - one.top, other.bottom - other.top);
        if (wide > 3 && high > line * 0.4) note("overlap", other.piece.parent, `${one.piece.text.slice(0, 30)} / ${other.piece.text.slice(0, 30)}`);
      }
    }
  }

  // ── lines: what stands on each line of a block ──────────────────────────────────────────────────────────────────
  const blockOf = (node) => { for (let one = node; one; one = one.parentElement) if (styleOf(one).display !== "inline" && styleOf(one).display !== "contents") return one; return document.body; };
  function linesOf(list) {
    const lines = [];
    const range = document.createRange();
    for (const { node } of list) {
      for (let at = 0; at < node.data.length; at += 1) {
        if (!node.data[at].trim()) continue;
        range.setStart(node, at); range.setEnd(node, at + 1);
        const box = range.getBoundingClientRect();
        if (!box.height) continue;
        const middle = (box.top + box.bottom) / 2;
        const line = lines.find((one) => one.top < middle && one.bottom > middle);
        if (line) line.text += node.data[at];
        else lines.push({ top: box.top, bottom: box.bottom, text: node.data[at] });
      }
    }
    return lines;
  }
  // A pill says what somebody wrote, however long: one that has its whole row may take a second line.
  function fillsRow(pill) {
    if (!pill.matches(".kit-pill, .desk-pill")) return false;
    const canvas = document.createElement("canvas").getContext("2d");
    const style = styleOf(pill);
    canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return canvas.measureText(pill.innerText).width + parseFloat(style.paddingLeft) + parseFloat(style.paddingRight) > pill.parentElement.clientWidth;
  }
  function wrapping() {
    const blocks = new Map();
    for (const piece of pieces) {
      const block = blockOf(piece.parent);
      if (!blocks.has(block)) blocks.set(block, []);
      blocks.get(block).push(piece);
    }
    for (const [block, list] of blocks) {
      const whole = list.map((piece) => piece.text).join("");
      if (whole.length > 240 || !list.some((piece) => piece.boxes.length > 1) && list.length < 2) continue;
      const lines = linesOf(list).map((line) => line.text);
      if (lines.length < 2) continue;
      const button = block.closest("button, a.btn, [role=button], .kit-light");
      const plain = button && (button === block || styleOf(button).display.includes("flex")) && ![...button.children].some((child) => styleOf(child).display === "block");
      if (plain && whole.length <= 40 && !fillsRow(button)) note("wraps", block, lines.join(" / "));
      const lonely = (line) => line.length === 1 && HAN.test(line);
      if (lines.length > 2 && lines.every((line) => line.length <= 2)) note("column", block, lines.join(" / "));
      else if (whole.length <= 14 && lines.some(lonely)) note("alone", block, lines.join(" / "));
    }
  }

  function small() {
    for (const { parent, text } of pieces) if (parseFloat(styleOf(parent).fontSize) < told.smallest) note("small", parent, `${styleOf(parent).fontSize}: ${text}`);
    for (const image of document.images) if (image.complete && !image.naturalWidth && image.src && seenByEyes(image)) note("picture", image, image.getAttribute("src"));
  }

  // ── words in the other language ─────────────────────────────────────────────────────────────────────────────────
  const WRITTEN = "h1, .kit-row-link, .desk-facts, .kit-crumbs, [data-said], title"; // where the title of a matter stands, as somebody wrote it
  const NOT_WORDS = "code, pre, kbd, samp, [translate=no], [data-unlooked]";
  const spoken = (node) => { const one = node.closest("[lang]"); return (one ? one.lang : document.documentElement.lang).slice(0, 2); };
  function saying() {
    const all = pieces.filter(({ parent }) => !parent.closest(NOT_WORDS)).map(({ parent, text }) => [parent, text]);
    for (const node of document.querySelectorAll("body [title], body [aria-label], body [placeholder], body [alt], option, input[type=submit]")) {
      if (node.closest(NOT_WORDS) || node.closest(QUIET) || node.closest("select") && !node.closest("select").checkVisibility()) continue;
      for (const name of ["title", "aria-label", "placeholder", "alt", "label"]) if (node.getAttribute(name)) all.push([node, node.getAttribute(name)]);
      if (node.tagName === "OPTION") all.push([node, node.label]);
      if (node.tagName === "INPUT" && node.type === "submit" && node.value) all.push([node, node.value]);
    }
    all.push([document.querySelector("title") || document.body, document.title]);
    return all.filter(([node]) => spoken(node) === told.language);
  }
  function untranslated() {
    const foreign = new Set(told.foreign);
    const allowed = new Set(told.names.map((word) => word.toLowerCase()));
    const codes = told.codes.map((code) => new RegExp(code));
    // What the house itself says is no data, whatever mark it bears.
    const house = new Set(told.house);
    for (const { parent, text } of pieces) if (told.language === "en" && spoken(parent) === "zh" && house.has(text)) note("untranslated", parent, `marked as data: ${text}`);
    for (const [node, text] of saying()) {
      const plain = text.replace(/\s+/g, " ").trim();
      const written = told.language === "en" && (node.closest(WRITTEN) || codes.some((code) => code.test(plain)));
      if (foreign.has(plain) && !written) note("untranslated", node, plain);
      else if (told.language === "zh") {
        const words = (plain.replace(/[{][^}]*[}]/g, " ").match(/[A-Za-z0-9][\w.@:/+&#%-]*/g) || []).filter((word) => /^[A-Za-z]{2,}$/.test(word.replace(/[.:,-]+$/, "")));
        const odd = words.filter((word) => !allowed.has(word.toLowerCase().replace(/[.:,-]+$/, "")) && !codes.some((code) => code.test(word)));
        if (odd.length) note("untranslated", node, `${odd.join(" ")} in: ${plain}`);
      }
    }
  }
  // Where only the house speaks, an English page holds no Chinese: heads of tables, labels, buttons, the menu.
  function structural() {
    if (told.language !== "en") return;
    for (const [node, text] of saying()) {
      const part = node.closest("thead th, label, legend, button, .btn, nav, summary, dt, .kit-badge, .kit-light");
      const data = part && (part.closest(WRITTEN) || told.names.some((name) => text.includes(name)) || told.codes.some((code) => new RegExp(code).test(text)));
      if (part && HAN.test(text) && !data) note("untranslated", node, text);
    }
  }

  for (const look of [sideways, cut, overlapping, wrapping, small, ...(words ? [untranslated, structural] : [])]) look();
  return found.slice(0, 60);
}; }
