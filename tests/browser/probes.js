/* Looks at a page the way somebody who can't use a mouse, or needs it larger, meets it. Each probe returns sentences. */
"use strict";
(() => {
  const CONTROLS = "input:not([type=hidden]), select, textarea, button";
  const TARGETS = `a[href], ${CONTROLS}, summary, [role=button], [role=link], [tabindex]:not([tabindex^="-"])`;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const style = (element, pseudo) => getComputedStyle(element, pseudo);

  function name(element) {
    if (!element || element === document.body) return "body";
    const id = element.id ? `#${element.id}` : "";
    const kind = element.classList.length ? `.${[...element.classList].join(".")}` : "";
    const text = (element.textContent || element.value || "").trim().replace(/\s+/g, " ").slice(0, 30);
    return `<${element.localName}${id}${kind}>${text ? ` "${text}"` : ""}`;
  }

  function isVisible(element) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && box.right > 0 && style(element).clipPath === "none";
  }

  // Colours

  function rgba(colour) {
    const parts = colour.match(/[\d.]+/g);
    if (!parts) return [0, 0, 0, 0];
    const scale = colour.startsWith("color(") ? 255 : 1;
    const [red, green, blue, alpha = 1] = parts.map(Number);
    return [red * scale, green * scale, blue * scale, alpha];
  }

  function luminance(colour) {
    const [red, green, blue] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function contrast(one, other) {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  }

  function groundOf(element) {
    for (let here = element; here; here = here.parentElement) {
      const colour = rgba(style(here).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return rgba(style(document.documentElement).colorScheme === "dark" ? "rgb(0,0,0)" : "rgb(255,255,255)");
  }

  // What the markup says

  function structure() {
    const found = [];
    const root = document.documentElement;
    const wanted = /^\/en(\/|$)/.test(location.pathname) ? "en" : "sv";
    if (root.lang !== wanted) found.push(`the page's language is "${root.lang}", not ${wanted}`);
    if (document.title.trim().length < 6) found.push("the page has no title of its own");
    const levels = all("h1, h2, h3, h4, h5, h6").filter((one) => one.checkVisibility()).map((one) => [Number(one.localName[1]), one]);
    if (levels.filter(([level]) => level === 1).length !== 1) found.push(`${levels.filter(([level]) => level === 1).length} h1`);
    if (levels.length && levels[0][0] !== 1) found.push(`the first heading is ${name(levels[0][1])}`);
    levels.forEach(([level, one], at) => {
      if (at && level > levels[at - 1][0] + 1) found.push(`${name(one)} skips a level`);
      if (!one.textContent.trim()) found.push(`${name(one)} is an empty heading`);
    });
    if (all("main").length !== 1) found.push(`${all("main").length} main`);
    const ids = all("[id]").map((one) => one.id);
    new Set(ids.filter((id, at) => ids.indexOf(id) !== at)).forEach((id) => found.push(`id "${id}" twice`));
    all('a[href^="#"]').forEach((link) => {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!target) found.push(`${name(link)} leads nowhere: ${link.getAttribute("href")}`);
    });
    all("[autofocus], [autoplay], meta[http-equiv=refresh], marquee, blink").forEach((one) => found.push(`${name(one)} acts by itself`));
    all("table").forEach((table) => {
      if (!table.caption || !table.caption.textContent.trim()) found.push("a table has no caption");
      if (all("th", table).some((cell) => !cell.scope)) found.push("a table's heading says neither row nor column");
    });
    all("[onclick], [role=button], [role=link]").forEach((one) => {
      if (one.tabIndex < 0) found.push(`${name(one)} can't be reached with the keyboard`);
    });
    all("a[href]").forEach((link) => {
      if (/^(här|läs mer|klicka här|here|read more|click here)$/i.test(link.textContent.trim())) found.push(`${name(link)} says nothing alone`);
    });
    return found;
  }

  // Forms

  function labels() {
    const groups = all("fieldset").filter((group) => !group.querySelector("legend")?.textContent.trim());
    const bare = all("input:not([type=hidden]), select, textarea").filter(isVisible)
      .filter((control) => ![...control.labels].some((label) => label.textContent.trim()) && !control.getAttribute("aria-labelledby"));
    return [...groups.map((group) => `${name(group)} has no legend`), ...bare.map((control) => `${name(control)} has no visible label`)];
  }

  function describes(error, element) {
    return (element.getAttribute("aria-describedby") || "").split(/\s+/).includes(error.id);
  }

  function isMarkedWrong(element) {
    const marked = [element, ...all("input, select, textarea", element)];
    return marked.some((one) => one.getAttribute("aria-invalid") === "true");
  }

  function errors() {
    const found = [];
    const summary = document.getElementById("fel");
    const title = /^(Fel|Error): /.test(document.title);
    if (summary && !title) found.push(`the title does not say that something is wrong: ${document.title}`);
    if (!summary && title) found.push("the title says that something is wrong, and there is no summary");
    all(".field--wrong").forEach((box) => {
      if (!box.querySelector(".field-error")) found.push(`${name(box)} is marked by colour alone`);
    });
    all(".field-error").forEach((error) => {
      const tied = all("[aria-describedby]").filter((one) => describes(error, one));
      if (!tied.length) found.push(`${name(error)} belongs to no field`);
      if (tied.length && !tied.some(isMarkedWrong)) found.push(`${name(tied[0])} is not marked as wrong`);
      const box = error.closest(".field");
      const linked = all("#fel a").some((link) => box && box.querySelector(`#${CSS.escape(link.hash.slice(1))}`));
      if (!linked) found.push(`the summary has no link to ${name(error)}`);
    });
    all("[aria-invalid=true]").forEach((one) => {
      const tied = one.closest("[aria-describedby]");
      const ids = tied ? tied.getAttribute("aria-describedby").split(/\s+/) : [];
      if (!ids.some((id) => document.getElementById(id)?.matches(".field-error"))) found.push(`${name(one)} is wrong, and nothing says why`);
    });
    return found;
  }

  // Languages

  const SWEDISH = /[åäöÅÄÖ]|\b(och|inte|eller|till|från|anmälan|evenemang|du|vi|är|som|med|för)\b/;
  // Names of organisations and people are in no language (WCAG 3.1.2).
  const NAMES = /Arbetsförmedlingen|Försäkringskassan|\S+-\S+-\d+|Samordningsförbundet( i)?( [A-ZÅÄÖ\d][^\s,.]*)*( och [A-ZÅÄÖ]\S*| i [A-ZÅÄÖ]\S*)*|\S+@\S+|https?:\S+/g;
  const ENGLISH = /\b(the|and|you|your|with|this|from|please|have|not|page|event|is|are)\b/i;

  function languages(page = document) {
    const found = [];
    const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.data.trim();
      const parent = node.parentElement;
      if (!text || parent.closest("script, style, textarea, .visually-hidden[hidden]")) continue;
      const language = parent.closest("[lang]").lang;
      const other = language === "en" ? SWEDISH : ENGLISH;
      if (other.test(text.replace(NAMES, ""))) found.push(`marked as ${language}: "${text.replace(/\s+/g, " ").slice(0, 60)}"`);
    }
    all("[lang]", page).forEach((one) => {
      if (!["sv", "en"].includes(one.lang)) found.push(`${name(one)} has the language "${one.lang}"`);
    });
    all(".language-switch a[hreflang]", page).forEach((link) => {
      if (link.lang !== link.hreflang) found.push(`${name(link)} is not marked with its language`);
    });
    return found;
  }

  // What the same page says in English: read without being shown, which is quick.
  async function english(address) {
    const answer = await fetch(address);
    const html = await answer.text();
    const page = new DOMParser().parseFromString(html, "text/html");
    const found = languages(page);
    if (page.documentElement.lang !== "en") found.push(`the page's language is "${page.documentElement.lang}", not en`);
    if (/[åäö]/i.test(page.title.replace(NAMES, "").split(" – ")[0])) found.push(`the title is Swedish: ${page.title}`);
    return { status: answer.status, html, found };
  }

  // Sizes

  function targets() {
    const shown = all(TARGETS).filter((one) => isVisible(one) && !one.disabled);
    const boxes = shown.map((one) => one.getBoundingClientRect());
    const found = [];
    shown.forEach((one, at) => {
      const { width, height, left, top } = boxes[at];
      if (one.matches(CONTROLS)) {
        if (height < 43.5 || width < 43.5) found.push(`${name(one)} is ${Math.round(width)} by ${Math.round(height)}`);
        return;
      }
      if ((width >= 23.9 && height >= 23.9) || isInSentence(one)) return;
      const [x, y] = [left + width / 2, top + height / 2];
      const crowded = boxes.some((box, other) => other !== at && !shown[other].contains(one) && !one.contains(shown[other]) &&
        Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom)) < 12);
      if (crowded) found.push(`${name(one)} is ${Math.round(width)} by ${Math.round(height)} beside another`);
    });
    return found;
  }

  function isInSentence(link) {
    if (style(link).display !== "inline") return false;
    const block = link.closest("p, li, dd, td, th, label, legend, caption, h1, h2, h3, h4, div");
    return block && block.textContent.trim().length > link.textContent.trim().length + 1;
  }

  function sideways() {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const wide = all("body *").filter((one) => isVisible(one) && one.getBoundingClientRect().right > innerWidth + 1);
    return [`scrolls sideways to ${document.documentElement.scrollWidth} of ${innerWidth}`, ...wide.slice(-3).map(name)];
  }

  function clipped() {
    return all("body *").filter((one) => {
      const { overflowX, overflowY, position } = style(one);
      const cuts = (overflow) => ["hidden", "clip"].includes(overflow);
      if (one.matches(".visually-hidden, svg, svg *, input, textarea, select") || position === "absolute" || !isVisible(one)) return false;
      return (cuts(overflowY) && one.scrollHeight > one.clientHeight + 2) || (cuts(overflowX) && one.scrollWidth > one.clientWidth + 2);
    }).map((one) => `${name(one)} cuts its text`);
  }

  function withStyle(text, look) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets.push(sheet);
    try {
      return look();
    } finally {
      document.adoptedStyleSheets.pop();
    }
  }

  const reflow = () => [...sideways(), ...clipped()];
  const SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }";
  const spacing = () => withStyle(SPACING, reflow);

  function largeText() {
    const texts = all("body *").filter((one) => !one.closest("svg, [hidden]") && isVisible(one) &&
      [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
    const size = (one) => parseFloat(style(one).fontSize);
    const before = texts.map(size);
    return withStyle("html { font-size: 200% !important }", () => [
      ...texts.filter((one, at) => size(one) < before[at] * 1.25).map((one) => `${name(one)} does not grow`),
      ...clipped(),
    ]);
  }

  // Colours

  function colours() {
    const found = [];
    const body = contrast(rgba(style(document.body).color), groundOf(document.body));
    if (body < 7) found.push(`the running text has a contrast of ${body.toFixed(2)}`);
    all("input:not([type=hidden]), select, textarea, button, .button").filter((one) => isVisible(one) && !one.disabled).forEach((one) => {
      const pseudo = one.matches("[type=radio], [type=checkbox]") ? "::before" : undefined;
      const look = style(one, pseudo);
      const outside = groundOf(one.parentElement);
      const marks = [look.borderTopColor, look.backgroundColor].map(rgba).filter((colour) => colour[3] > 0.99);
      if (parseFloat(look.borderTopWidth) === 0 && one.matches(".link-button")) return;
      if (!marks.some((colour) => contrast(colour, outside) >= 2.995)) found.push(`${name(one)} can hardly be told from its ground`);
    });
    return found;
  }

  // Forced colours take grounds and shadows away and leave borders: box and dot or tick have to be borders.
  function isDrawnByBorders(control) {
    const width = (pseudo) => (style(control, pseudo).content === "none" ? 0 : Math.max(
      ...["Top", "Right", "Bottom", "Left"].map((side) => parseFloat(style(control, pseudo)[`border${side}Width`]))));
    const chosen = control.type === "radio" ? document.querySelector(`input[name="${CSS.escape(control.name)}"]:checked`) : null;
    const before = control.checked;
    control.checked = true;
    const isDrawn = width("::before") >= 1 && width("::after") >= 1;
    control.checked = before;
    if (chosen) chosen.checked = true;
    return isDrawn;
  }

  function forcedColours() {
    const found = [];
    const boxed = "input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea, .button, .status, .tag, .banner, .error-summary, .notice, .field--wrong";
    all(boxed).filter(isVisible).forEach((one) => {
      const { borderLeftStyle, borderLeftWidth } = style(one);
      if (borderLeftStyle === "none" || parseFloat(borderLeftWidth) < 1) found.push(`${name(one)} has no border`);
    });
    all("[type=radio], [type=checkbox]").filter(isVisible).forEach((one) => {
      if (style(one).appearance === "none" && !isDrawnByBorders(one)) found.push(`${name(one)} does not show whether it is chosen`);
    });
    all("body *").filter((one) => style(one).forcedColorAdjust === "none" && !one.closest("svg")).forEach((one) => {
      found.push(`${name(one)} keeps its own colours`);
    });
    return found;
  }

  // Focus

  function tabbable() {
    const radios = new Set();
    return all(TARGETS).filter((one) => {
      if (one.tabIndex < 0 || one.disabled || !one.checkVisibility({ visibilityProperty: true })) return false;
      if (one.type !== "radio") return true;
      const group = `${one.form && one.form.action} ${one.name}`;
      const chosen = document.querySelector(`input[type=radio][name="${CSS.escape(one.name)}"]:checked`);
      if (chosen ? one !== chosen : radios.has(group)) return false;
      radios.add(group);
      return true;
    });
  }

  let walk = null;
  // Inside a box for a day or a time the Tab key goes from part to part, and to the button that opens a calendar.
  const MORE_STOPS = 3;

  // The head and foot of the page are the same everywhere, so most walks go through its main part only.
  function startWalk(isWhole) {
    rest();
    const everything = tabbable();
    const main = document.querySelector("main");
    const expected = isWhole ? everything : everything.filter((one) => main.contains(one));
    const before = everything[everything.indexOf(expected[0]) - 1];
    if (before) before.focus();
    const after = everything[everything.indexOf(expected.at(-1)) + 1];
    walk = { expected, after, before: new Map(expected.map((one) => [one, ringOf(one)])), met: [], found: [] };
    document.addEventListener("keyup", meet, true);
    const boxes = expected.filter((one) => ["date", "time"].includes(one.type));
    return { least: expected.length, most: expected.length + MORE_STOPS * boxes.length };
  }

  // When the key comes up, focus has moved and the page has scrolled there.
  function meet() {
    const here = document.activeElement;
    if (here === walk.after || !here || here === document.body || walk.met.includes(here)) return;
    walk.met.push(here);
    if (walk.before.get(here) === ringOf(here)) walk.found.push(`${name(here)} does not show that it has focus`);
    const weak = weakRing(here);
    if (weak) walk.found.push(weak);
    if (isCovered(here)) walk.found.push(`${name(here)} is hidden behind something when it has focus`);
  }

  // Put focus before the first thing on the page, wherever a script has left it.
  function rest() {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    getSelection().removeAllRanges();
    scrollTo(0, 0);
  }

  function ringOf(element) {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = style(element);
    return JSON.stringify([outlineStyle, outlineWidth, outlineColor, boxShadow]);
  }

  function step() {
    const here = document.activeElement;
    if (!here || here === document.body) return false;
    walk.met.push(here);
    if (walk.before.get(here) === ringOf(here)) walk.found.push(`${name(here)} does not show that it has focus`);
    const weak = weakRing(here);
    if (weak) walk.found.push(weak);
    if (isCovered(here)) walk.found.push(`${name(here)} is hidden behind something when it has focus`);
    return walk.met.length <= walk.expected.length + 2;
  }

  function weakRing(element) {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = style(element);
    const ground = groundOf(element.parentElement || element);
    const rings = [];
    if (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) rings.push(rgba(outlineColor));
    const shadow = boxShadow.match(/rgba?\([^)]*\)|color\([^)]*\)/);
    if (shadow && / [2-9]px$| [2-9]px,/.test(boxShadow.replace(shadow[0], ""))) rings.push(rgba(shadow[0]));
    if (rings.some((ring) => ring[3] > 0.9 && contrast(ring, ground) >= 3)) return "";
    return `${name(element)} has a focus ring that can hardly be seen`;
  }

  function isCovered(element) {
    const box = element.getClientRects()[0];
    if (!box) return true;
    const seen = [[0.5, 0.5], [0.1, 0.3], [0.9, 0.7], [0.05, 0.05], [0.95, 0.95]].map(([across, down]) =>
      document.elementFromPoint(box.left + box.width * across, box.top + box.height * down));
    return !seen.some((one) => one && (element.contains(one) || one.contains(element) || [...(element.labels || [])].some((label) => label.contains(one))));
  }

  // Whether the Tab key has not come out of what it walks through.
  function isWithin() {
    return ![walk.after, walk.expected[0], document.body, null].includes(document.activeElement);
  }

  function endWalk() {
    const { expected, met, found } = walk;
    document.removeEventListener("keyup", meet, true);
    const missed = expected.filter((one) => !met.includes(one));
    if (missed.length) found.push(`the Tab key never comes to ${missed.slice(0, 3).map(name).join(", ")}`);
    if (isWithin()) found.push(`the Tab key does not come out of ${name(document.activeElement)}`);
    met.forEach((one, at) => {
      if (at && met[at - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING) found.push(`${name(one)} comes after ${name(met[at - 1])}`);
    });
    rest();
    return [...new Set(found)];
  }

  // What it costs

  function weight() {
    const [page] = performance.getEntriesByType("navigation");
    const parts = performance.getEntriesByType("resource").filter((one) => !one.name.startsWith("data:"));
    const size = (one) => one.encodedBodySize || one.decodedBodySize;
    const bytes = parts.reduce((sum, one) => sum + size(one), size(page));
    const scripts = all("script");
    const found = [];
    if (bytes > 150_000) found.push(`the page weighs ${bytes} bytes`);
    if (scripts.length > 1) found.push(`${scripts.length} scripts`);
    scripts.forEach((script) => {
      const part = parts.find((one) => one.name === script.src);
      const length = script.src ? (part ? size(part) : 0) : script.textContent.length;
      if (!length || length > 5_000) found.push(`a script of ${length} bytes`);
    });
    return found;
  }

  window.probes = {
    structure, labels, errors, languages, english, targets, reflow, spacing, largeText, colours, forcedColours,
    startWalk, isWithin, endWalk, weight,
    facts: () => ({ title: document.title, hasForm: !!document.querySelector("form[method=post]") }),
  };
})();
