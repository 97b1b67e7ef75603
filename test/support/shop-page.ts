import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The strictest policy under which the component is to work: nothing in line, nothing but Mixtill's script. */
export const strictPolicy = (origin: string): string =>
  `default-src 'none'; script-src ${origin}; style-src 'self'; connect-src ${origin}; frame-src ${origin}`;

/** A shop's own page, of another origin than Mixtill's, with a link before and after what is in it. */
export async function startShopPage(body: string, policy: string) {
  const page = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Shop</title>
<link rel="stylesheet" href="/shop.css">
<a id="before" href="#before">Tea</a> ${body} <a id="after" href="#after">Coffee</a>`;
  const server = createServer(({ url }, response) => {
    if (url === "/shop.css") {
      response.writeHead(200, { "content-type": "text/css" });
      response.end(
        "body{font:1rem sans-serif;padding:1rem} @media(prefers-color-scheme:dark){body{background:#111;color:#eee} a{color:inherit}}",
      );
    } else {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
      response.end(page);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
