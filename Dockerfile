FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
# The image holds no sandbox and no development packages. npm keeps TypeScript as a library's optional peer: 31 MB unused.
RUN npx tsc -p tsconfig.build.json \
  && rm -rf dist/sandbox dist/.tsbuildinfo \
  && npm prune --omit=dev \
  && rm -rf node_modules/typescript node_modules/@typescript node_modules/.bin/tsc

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY package.json LICENSE ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY drizzle drizzle
COPY assets assets
USER node
VOLUME /data
EXPOSE 8080
# The first start with the embedded database takes some seconds.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
