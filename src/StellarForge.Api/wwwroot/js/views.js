import { show } from "./dom.js";

const first = "live";

/** Shows the view that the address names after its #, and calls what `opened` has for it. */
export function useViews(opened) {
  const views = [...document.querySelectorAll("main > [id]")];
  const links = [...document.querySelectorAll("nav a")];

  const nameInAddress = () => views.find(({ id }) => id === location.hash.slice(1))?.id;

  const open = (name, byUser) => {
    for (const view of views) show(view, view.id === name);
    for (const link of links) {
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }

    opened[name]?.();
    if (byUser) {
      scrollTo(0, 0);
      document.querySelector(`#${name} h2`).focus({ preventScroll: true });
    }
  };

  // The link to the content leads to no view, and leaves the one that is shown.
  addEventListener("hashchange", () => {
    const name = nameInAddress();
    if (name) open(name, true);
  });
  open(nameInAddress() ?? first, false);
}
