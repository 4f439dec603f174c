const key = "stellarforge.theme";
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

/** Says when colours changed, by the switch or by the system. */
export const theme = new EventTarget();

const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

/** Makes a button switch between light and dark; until it is used, the system decides. */
export function useTheme(button) {
  const chosen = localStorage.getItem(key);
  if (chosen) root.dataset.theme = chosen;
  const apply = () => {
    button.setAttribute("aria-pressed", isDark());
    theme.dispatchEvent(new Event("change"));
  };

  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    localStorage.setItem(key, root.dataset.theme);
    apply();
  });
  system.addEventListener("change", apply);
  apply();
}

/** What a colour of the style sheet is at present, in a form that a canvas takes: light-dark() is none. */
export function colour(name) {
  const probe = document.getElementById("colour-probe");
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}
