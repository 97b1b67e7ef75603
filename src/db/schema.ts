export * from "./tables/chat.js";
export * from "./tables/money.js";
export * from "./tables/orders.js";
export * from "./tables/shop.js";
export * from "./tables/system.js";
