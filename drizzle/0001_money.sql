CREATE TABLE "refunds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"merchant_id" uuid NOT NULL,
	"payer_id" uuid NOT NULL,
	"quote_amount" numeric(38, 8) NOT NULL,
	"rate" text NOT NULL,
	"asset_id" uuid NOT NULL,
	"amount" numeric(38, 8) NOT NULL,
	"source" text NOT NULL,
	"funding_order_id" uuid,
	"state" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "refunds_positive" CHECK ("refunds"."amount" > 0 and "refunds"."quote_amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "swaps" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"from_asset" uuid NOT NULL,
	"from_amount" numeric(38, 8) NOT NULL,
	"to_asset" uuid NOT NULL,
	"expected_amount" numeric(38, 8) NOT NULL,
	"minimum_amount" numeric(38, 8) NOT NULL,
	"state" text DEFAULT 'wanted' NOT NULL,
	"recipient" uuid,
	"trace" uuid,
	"memo" text,
	"received_amount" numeric(38, 8),
	"problem" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"done_at" timestamp with time zone,
	CONSTRAINT "swaps_trace_unique" UNIQUE("trace")
);
--> statement-breakpoint
CREATE TABLE "processes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "roles" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" uuid NOT NULL,
	"backend_pid" integer NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"updated_by" uuid,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "intakes" ADD COLUMN "held_reason" text;--> statement-breakpoint
ALTER TABLE "intakes" ADD COLUMN "credit" numeric(38, 8);--> statement-breakpoint
ALTER TABLE "intakes" ADD COLUMN "surplus_amount" numeric(38, 8);--> statement-breakpoint
ALTER TABLE "intakes" ADD COLUMN "swap_id" uuid;--> statement-breakpoint
ALTER TABLE "intakes" ADD COLUMN "resolved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "grace_seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "tolerance_bps" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "strict" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "charged_user_id" uuid;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "surplus_amount" numeric(38, 8);--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "quote_id" uuid;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "settled_asset" uuid;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "fee_amount" numeric(38, 8);--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "closed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "quotes" ADD COLUMN "covers" numeric(38, 8);--> statement-breakpoint
ALTER TABLE "quotes" ADD COLUMN "payer_id" uuid;--> statement-breakpoint
ALTER TABLE "quotes" ADD COLUMN "conversion" jsonb;--> statement-breakpoint
ALTER TABLE "quotes" ADD COLUMN "fee_bps" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "refund_id" uuid;--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "swap_id" uuid;--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "account" text;--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "batchable" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "batch_id" uuid;--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "usd" numeric(38, 8);--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "approved_by" uuid;--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "signed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "merchants" ADD COLUMN "grace_seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "merchants" ADD COLUMN "tolerance_bps" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "merchants" ADD COLUMN "strict" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payees" ADD COLUMN "label" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_funding_order_id_orders_id_fk" FOREIGN KEY ("funding_order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "swaps" ADD CONSTRAINT "swaps_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "refunds_order" ON "refunds" USING btree ("order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_funding" ON "refunds" USING btree ("funding_order_id");--> statement-breakpoint
CREATE INDEX "swaps_order" ON "swaps" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "swaps_open" ON "swaps" USING btree ("state","created_at");--> statement-breakpoint
CREATE INDEX "intakes_held" ON "intakes" USING btree ("held_reason","recorded_at") WHERE "intakes"."disposition" = 'held';--> statement-breakpoint
CREATE INDEX "orders_invoices" ON "orders" USING btree ("merchant_id","source","state");--> statement-breakpoint
CREATE INDEX "quotes_live" ON "quotes" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "transfers_batch" ON "transfers" USING btree ("batch_id");--> statement-breakpoint
CREATE INDEX "transfers_account" ON "transfers" USING btree ("account","state");--> statement-breakpoint
CREATE INDEX "transfers_signed_at" ON "transfers" USING btree ("signed_at");--> statement-breakpoint
UPDATE "transfers" SET "account" = 'payee:' || o."payee_id" FROM "orders" o WHERE "transfers"."kind" = 'settlement' AND o."id" = "transfers"."order_id";--> statement-breakpoint
UPDATE "transfers" SET "account" = 'payer:' || i."sender_id" FROM "intakes" i WHERE "transfers"."kind" = 'refund' AND i."output_id" = "transfers"."output_id";--> statement-breakpoint
UPDATE "transfers" SET "signed_at" = coalesce("done_at", "created_at") WHERE "state" IN ('signed', 'done');--> statement-breakpoint
UPDATE "intakes" SET "held_reason" = CASE WHEN "sender_id" IS NULL THEN 'no_single_sender' ELSE 'refund_came_back' END WHERE "disposition" = 'held';--> statement-breakpoint
UPDATE "orders" SET "settled_asset" = "payment_asset" WHERE "state" IN ('paid', 'settled');
