/** Pages of the server itself, for when there is no app to show. */
export const notBuiltPage = page(
  "The web app is not built",
  "Run <code>npm run build</code> in the Confab folder, then reload this page.",
);

export const notFoundPage = page(
  "There is nothing here",
  'Check the address, or go to the <a href="/">start page</a>.',
);

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 1rem; text-align: center; }
</style>
<main><h1>${title}</h1><p>${text}</p></main>
</html>
`;
}
