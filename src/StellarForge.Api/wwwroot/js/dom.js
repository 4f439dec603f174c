const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * Makes an HTML element. A function in `attributes` listens to the event of its name; true is an empty attribute; false, null and undefined are none.
 * Children are nodes or text, and text stays text: what a server says is never parsed as HTML.
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Makes an SVG element, as h() does. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(svgNamespace, tag), attributes, children);
}

/** Sets an element's text, and touches the document only where that is another. */
export function setText(element, text) {
  const wanted = String(text);
  if (element.textContent !== wanted) element.textContent = wanted;
}

/** Shows an element, or hides it. */
export function show(element, shown) {
  element.hidden = !shown;
}

/**
 * Makes a container's children those of a list: `create(item)` returns `{ element, update }` for a key that is new, `update(item)` is called for each.
 * Elements that stay are not touched otherwise, so that they keep the focus and what is being typed.
 */
export class KeyedList {
  #container;
  #keyOf;
  #create;
  #parts = new Map();

  constructor(container, keyOf, create) {
    this.#container = container;
    this.#keyOf = keyOf;
    this.#create = create;
  }

  update(items) {
    const keys = new Set(items.map(this.#keyOf));
    for (const [key, part] of this.#parts) {
      if (keys.has(key)) continue;
      part.element.remove();
      this.#parts.delete(key);
    }

    items.forEach((item, index) => {
      const key = this.#keyOf(item);
      let part = this.#parts.get(key);
      if (!part) this.#parts.set(key, (part = this.#create(item)));
      const there = this.#container.children[index];
      if (there !== part.element) this.#container.insertBefore(part.element, there ?? null);
      part.update(item);
    });
  }
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }

  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
