-- What was paid and given back before rollups were kept: as payments/rollups.ts counts it.
INSERT INTO "first_payments" ("merchant_id", "scope", "code_id", "payer_id", "order_id")
SELECT DISTINCT ON ("merchant_id", "scope", "code", "payer_id") "merchant_id", "scope", "code", "payer_id", "id"
FROM (
	SELECT "merchant_id", 'shop' AS "scope", '00000000-0000-0000-0000-000000000000'::uuid AS "code", "payer_id", "paid_at", "id"
	FROM "orders"
	WHERE "state" IN ('paid', 'settled') AND "source" IN ('code', 'invoice') AND "payer_id" IS NOT NULL
	UNION ALL
	SELECT "merchant_id", 'code', coalesce("code_id", '00000000-0000-0000-0000-000000000000'::uuid), "payer_id", "paid_at", "id"
	FROM "orders"
	WHERE "state" IN ('paid', 'settled') AND "source" IN ('code', 'invoice') AND "payer_id" IS NOT NULL
) "payments"
ORDER BY "merchant_id", "scope", "code", "payer_id", "paid_at", "id"
ON CONFLICT DO NOTHING;--> statement-breakpoint
INSERT INTO "rollups" ("merchant_id", "code_id", "span", "at", "quote_asset", "payment_asset", "count", "gross", "fees", "paid", "new_to_code", "new_to_shop", "refunds", "refunded")
SELECT "merchant_id", "code", 'quarter', "at", "quote_asset", "payment_asset", sum("count"), sum("gross"), sum("fees"), sum("paid"), sum("new_to_code"), sum("new_to_shop"), sum("refunds"), sum("refunded")
FROM (
	SELECT o."merchant_id",
		coalesce(o."code_id", '00000000-0000-0000-0000-000000000000'::uuid) AS "code",
		date_bin('15 minutes', o."paid_at", '2000-01-01T00:00:00Z'::timestamptz) AS "at",
		o."quote_asset", o."payment_asset",
		1 AS "count",
		v."value" AS "gross",
		-- The share that the fee is of all that was settled, cut off after eight places.
		CASE WHEN coalesce(v."net" + o."fee_amount", 0) > 0
			THEN div(v."value" * o."fee_amount" * 100000000, v."net" + o."fee_amount") / 100000000
			ELSE 0 END AS "fees",
		coalesce(o."payment_amount", 0) AS "paid",
		CASE WHEN o."payer_id" IS NULL OR EXISTS (SELECT 1 FROM "first_payments" f WHERE f."merchant_id" = o."merchant_id" AND f."scope" = 'code' AND f."code_id" = coalesce(o."code_id", '00000000-0000-0000-0000-000000000000'::uuid) AND f."payer_id" = o."payer_id" AND f."order_id" = o."id") THEN 1 ELSE 0 END AS "new_to_code",
		CASE WHEN o."payer_id" IS NULL OR EXISTS (SELECT 1 FROM "first_payments" f WHERE f."merchant_id" = o."merchant_id" AND f."scope" = 'shop' AND f."payer_id" = o."payer_id" AND f."order_id" = o."id") THEN 1 ELSE 0 END AS "new_to_shop",
		0 AS "refunds",
		0 AS "refunded"
	FROM "orders" o CROSS JOIN LATERAL (
		SELECT
			-- A payment taken as enough is worth what was paid of its price.
			CASE WHEN o."oddity" = 'partial'
				THEN least(o."quote_amount", coalesce(nullif((SELECT sum(i."credit") FROM "intakes" i WHERE i."order_id" = o."id" AND i."disposition" = 'applied' AND i."swap_id" IS NULL), 0), o."quote_amount"))
				ELSE o."quote_amount" END AS "value",
			-- What was settled before refunds took of it.
			CASE WHEN o."fee_amount" > 0
				THEN coalesce((SELECT t."amount" FROM "transfers" t WHERE t."order_id" = o."id" AND t."kind" = 'settlement' ORDER BY t."seq" LIMIT 1), o."settlement_amount")
				ELSE o."settlement_amount" END AS "net"
	) v
	WHERE o."state" IN ('paid', 'settled') AND o."source" IN ('code', 'invoice') AND o."paid_at" IS NOT NULL AND o."payment_asset" IS NOT NULL
	UNION ALL
	SELECT o."merchant_id",
		coalesce(o."code_id", '00000000-0000-0000-0000-000000000000'::uuid),
		date_bin('15 minutes', r."done_at", '2000-01-01T00:00:00Z'::timestamptz),
		o."quote_asset", o."payment_asset",
		0, 0, 0, 0, 0, 0, 1, r."quote_amount"
	FROM "refunds" r JOIN "orders" o ON o."id" = r."order_id"
	WHERE r."state" = 'done' AND o."source" IN ('code', 'invoice') AND r."done_at" IS NOT NULL AND o."payment_asset" IS NOT NULL
) "changes"
GROUP BY "merchant_id", "code", "at", "quote_asset", "payment_asset"
ON CONFLICT DO NOTHING;--> statement-breakpoint
INSERT INTO "rollups" ("merchant_id", "code_id", "span", "at", "quote_asset", "payment_asset", "count", "gross", "fees", "paid", "new_to_code", "new_to_shop", "refunds", "refunded", "counts", "sums")
SELECT d.*,
	ARRAY(SELECT coalesce(q."count", 0) FROM generate_series(0, 95) AS i LEFT JOIN "rollups" q ON q."merchant_id" = d."merchant_id" AND q."code_id" = d."code_id" AND q."span" = 'quarter' AND q."at" = d."day" + i * interval '15 minutes' AND q."quote_asset" = d."quote_asset" AND q."payment_asset" = d."payment_asset" ORDER BY i),
	ARRAY(SELECT coalesce(q."gross", 0) FROM generate_series(0, 95) AS i LEFT JOIN "rollups" q ON q."merchant_id" = d."merchant_id" AND q."code_id" = d."code_id" AND q."span" = 'quarter' AND q."at" = d."day" + i * interval '15 minutes' AND q."quote_asset" = d."quote_asset" AND q."payment_asset" = d."payment_asset" ORDER BY i)
FROM (
	SELECT "merchant_id", "code_id", 'day', date_bin('1 day', "at", '2000-01-01T00:00:00Z'::timestamptz) AS "day", "quote_asset", "payment_asset", sum("count"), sum("gross"), sum("fees"), sum("paid"), sum("new_to_code"), sum("new_to_shop"), sum("refunds"), sum("refunded")
	FROM "rollups"
	WHERE "span" = 'quarter'
	GROUP BY "merchant_id", "code_id", "day", "quote_asset", "payment_asset"
) d
ON CONFLICT DO NOTHING;
