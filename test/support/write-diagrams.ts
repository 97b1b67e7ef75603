import { readFileSync, writeFileSync } from "node:fs";
import { withDiagrams } from "./state-diagrams.js";

// `npm run diagram`: draws the legal moves into the README, from the tables that the program goes by.
writeFileSync("README.md", withDiagrams(readFileSync("README.md", "utf8")));
