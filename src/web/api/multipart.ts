import { Busboy } from "@fastify/busboy";

/**
 * The fields of a multipart form, in their order. Rejects when it is none, or broke off: it must not become a shorter one.
 * Not read by Node's `formData()`: what that takes differs between its versions, some want the names quoted, which .NET
 * does not, and all of them end a value where the boundary's letters occur in it.
 */
export function fieldsOf(bytes: Uint8Array, type: string): Promise<[name: string, value: string][]> {
  return new Promise((resolve, reject) => {
    const fields: [string, string][] = [];
    const form = new Busboy({
      headers: { "content-type": type },
      // What a file holds is a value like another. Besides, the error of a file that broke off has no listener.
      isPartAFile: () => false,
    });
    form.on("field", (name: string | undefined, value) => {
      if (name === undefined) reject(new Error("A field has no name."));
      else fields.push([name, value]);
    });
    form.on("error", reject);
    form.once("finish", () => resolve(fields));
    form.end(bytes);
  });
}
