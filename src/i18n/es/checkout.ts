import type { Texts } from "../texts.js";
import type { checkout as english } from "../en/checkout.js";

export const checkout: Texts<typeof english> = {
  search: "Buscar por nombre o red",
  searchNone: "Nada se llama así. Elija de la lista de arriba o busque otra cosa.",
  payWithApp: "Pagar con {{app}}",
  returning: "En un momento volverá a la tienda.",
  wrong: {
    title: "Este enlace de pago tiene un error",
    text: "Así no se puede pagar, y usted no puede corregirlo. Por favor, dígale esto a la tienda:",
  },
  busy: {
    title: "Inténtelo de nuevo en un minuto",
    text: "En este momento Mixin no dice a quién hay que pagar.",
  },
  programs: {
    title: "Este pedido tiene su propia página",
    text: "La tienda hizo otra página para pagar este pedido. Vuelva a la tienda y pague allí, por favor.",
  },
  used: {
    title: "Este enlace es de un pago que ya existe",
    text: "Su número pertenece a un pago con otro importe u otras condiciones. Vuelva a la tienda y empiece allí de nuevo, por favor.",
  },
};
