// Runs before the first paint, so that a chosen theme never flashes. A file of its own: the content security policy
// allows no inline script. Reads what `createThemeModel` keeps.
try {
  const theme = localStorage.getItem("confab:theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden: the system's theme it is.
}
