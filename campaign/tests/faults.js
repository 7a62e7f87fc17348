// What the browser tests look for in a page beside axe. Each function gives a list of sentences, empty when all is well.
"use strict";

window.faults = (() => {
  const PIXEL = 1;

  const name = (element) => {
    const classes = [...element.classList].slice(0, 3).map((one) => `.${one}`).join("");
    const text = (element.getAttribute("aria-label") || element.textContent).trim().replace(/\s+/g, " ").slice(0, 40);
    return `${element.localName}${element.id ? `#${element.id}` : ""}${classes} "${text}"`;
  };
  const some = (found) => [...new Set(found)].slice(0, 4);
  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    const isThere = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return isThere && box.width > PIXEL && box.height > PIXEL;
  };
  const clips = (style) => /hidden|clip/.test(style.overflowX + style.overflowY);

  // Wider than the window, with the elements that stand out and are in no box that scrolls.
  function wide() {
    const over = document.documentElement.scrollWidth - window.innerWidth;
    if (over <= 0) return [];
    const out = [...document.body.querySelectorAll("*")].filter((element) => {
      if (element.getBoundingClientRect().right <= window.innerWidth + PIXEL || !isSeen(element)) return false;
      for (let above = element.parentElement; above && above !== document.body; above = above.parentElement) {
        if (getComputedStyle(above).overflowX !== "visible") return false;
      }
      return true;
    });
    return [`${over} px wider than ${window.innerWidth}: ${some(out.map(name)).join("; ")}`];
  }

  // Text of which a part cannot be seen.
  function clipped() {
    const cut = [...document.body.querySelectorAll("*")].filter((element) => {
      if (element.closest("svg, canvas, [aria-hidden=true], select, option") || !element.textContent.trim()) return false;
      const style = getComputedStyle(element);
      if (!clips(style) || !isSeen(element)) return false;
      const across = /hidden|clip/.test(style.overflowX) && element.scrollWidth - element.clientWidth > PIXEL;
      const down = /hidden|clip/.test(style.overflowY) && element.scrollHeight - element.clientHeight > PIXEL;
      return (across || down) && textStandsOut(element, across, down);
    });
    return some(cut.map(name)).map((one) => `cut off: ${one}`);
  }

  // Whether text, and not only an ornament, goes on beyond the box.
  function textStandsOut(element, across, down) {
    const box = element.getBoundingClientRect();
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (!walker.currentNode.data.trim() || !isSeen(walker.currentNode.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        if (across && (right > box.right + PIXEL || left < box.left - PIXEL)) return true;
        if (down && (bottom > box.bottom + (bottom - top) / 4 || top < box.top - (bottom - top) / 4)) return true;
      }
    }
    return false;
  }

  // Two texts on the same spot. What sticks lies above others by intent: it is compared with itself alone, see `covered`.
  function overlapping() {
    const boxes = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      if (!text.data.trim() || !isSeen(text.parentElement)) continue;
      const seen = room(text.parentElement);
      if (!seen) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        const slack = (bottom - top) / 4; // a font's box is higher than its letters
        const box = {
          text,
          layer: seen.layer,
          left: Math.max(left + 2, seen.left),
          right: Math.min(right - 2, seen.right),
          top: Math.max(top + slack, seen.top),
          bottom: Math.min(bottom - slack, seen.bottom),
        };
        if (box.right > box.left && box.bottom > box.top) boxes.push(box);
      }
    }
    boxes.sort((one, other) => one.top - other.top);
    const found = [];
    boxes.forEach((one, at) => {
      for (let next = at + 1; next < boxes.length && boxes[next].top < one.bottom; next++) {
        const other = boxes[next];
        if (other.text === one.text || other.layer !== one.layer || other.left >= one.right || other.right <= one.left) continue;
        found.push(`over each other: ${name(one.text.parentElement)} and ${name(other.text.parentElement)}`);
      }
    });
    return some(found);
  }

  // Where a text can be seen, given the boxes around it that scroll or clip, and what sticks with it; null if nowhere.
  function room(element) {
    const seen = { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity, layer: null };
    let lifted = false;
    for (let above = element; above && above !== document.body; above = above.parentElement) {
      const style = getComputedStyle(above);
      if (above.closest("details:not([open]) > :not(summary)")) return null;
      if (lifted && style.position === "static") continue; // it does not clip what is placed past it
      lifted = style.position === "absolute";
      if (/fixed|sticky/.test(style.position)) seen.layer ??= above;
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      const box = above.getBoundingClientRect();
      seen.left = Math.max(seen.left, box.left);
      seen.right = Math.min(seen.right, box.right);
      seen.top = Math.max(seen.top, box.top);
      seen.bottom = Math.min(seen.bottom, box.bottom);
    }
    return seen;
  }

  // What has the keyboard's focus without showing it, lies outside of the window, or wholly under something that sticks.
  function covered() {
    const marks = (element) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = getComputedStyle(element);
      return [outlineStyle === "none" ? "" : outlineStyle + outlineWidth + outlineColor, boxShadow, borderColor, backgroundColor].join();
    };
    const found = [];
    for (const element of reachable()) {
      document.activeElement?.blur();
      const before = marks(element);
      element.focus();
      if (document.activeElement !== element) continue;
      if (marks(element) === before) found.push(`focus is not shown: ${name(element)}`);
      const shown = [element, ...(element.labels ?? [])].filter(isSeen); // a hidden box shows its focus on its label
      if (!shown.length) found.push(`focus goes to what is not seen: ${name(element)}`);
      else if (!canBeHit(element, shown)) found.push(`focus is hidden: ${name(element)}`);
    }
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    return [...new Set(found)].slice(0, 6);
  }

  function reachable() {
    const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    return [...document.querySelectorAll(kinds)].filter(
      (element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }),
    );
  }

  function canBeHit(element, shown) {
    const ofIt = (hit) => element.contains(hit) || [...(element.labels ?? [])].some((label) => label.contains(hit));
    return shown.flatMap((one) => [...one.getClientRects()]).some((box) => {
      const [left, right] = [Math.max(box.left, 0), Math.min(box.right, window.innerWidth)];
      const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, window.innerHeight)];
      if (left >= right || top >= bottom) return false;
      return [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].some(([across, down]) => {
        const hit = document.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down);
        return hit && ofIt(hit);
      });
    });
  }

  // One h1, one main, a language.
  function structure() {
    const found = [];
    const headings = [...document.querySelectorAll("h1")].filter((one) => one.checkVisibility());
    if (headings.length !== 1) found.push(`${headings.length} h1: ${headings.map(name).join("; ")}`);
    if (document.querySelectorAll("main").length !== 1) found.push("not one main");
    if (!/^(vi|en)$/.test(document.documentElement.lang)) found.push(`lang is "${document.documentElement.lang}"`);
    if (/^[\s–|-]|^$/.test(document.title)) found.push(`title is "${document.title}"`);
    return found;
  }

  // What moves although the person asked for less motion; a change of colour is no motion.
  function moving() {
    const still = /^(none|color|background|background-color|border-color|outline-color|opacity|fill|stroke|text-decoration-color|box-shadow|visibility|--.*)$/;
    const seconds = (list) => Math.max(...list.split(",").map(parseFloat));
    const moves = [...document.body.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      const animated = style.animationName !== "none" && seconds(style.animationDuration) > 0.01;
      const drawn = style.transitionProperty.split(", ").filter((property) => !still.test(property));
      return animated || (drawn.length > 0 && seconds(style.transitionDuration) > 0.01);
    });
    const scrolls = getComputedStyle(document.documentElement).scrollBehavior === "smooth" ? ["html scrolls smoothly"] : [];
    return [...some(moves.map(name)).map((one) => `moves: ${one}`), ...scrolls];
  }

  const sheets = {};
  function wear(key, text) {
    sheets[key] ??= new CSSStyleSheet();
    sheets[key].replaceSync(text);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((one) => one !== sheets[key]), sheets[key]];
  }

  return { wide, clipped, overlapping, covered, structure, moving, wear };
})();
