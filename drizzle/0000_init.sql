CREATE TABLE "conversations" (
	"conversation_id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"flow" text,
	"flow_version" integer DEFAULT 0 NOT NULL,
	"run_id" uuid,
	"answers" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbound_messages" (
	"message_id" uuid PRIMARY KEY NOT NULL,
	"conversation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"handled_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"message_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"recipient_id" uuid NOT NULL,
	"category" text NOT NULL,
	"data" text NOT NULL,
	"picture" jsonb,
	"to_draw" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"failed" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_messageId_unique" UNIQUE("message_id")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"identity_number" text DEFAULT '' NOT NULL,
	"full_name" text DEFAULT '' NOT NULL,
	"avatar_url" text DEFAULT '' NOT NULL,
	"language" text,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"profile_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "intakes" (
	"output_id" uuid PRIMARY KEY NOT NULL,
	"asset_id" uuid NOT NULL,
	"amount" numeric(38, 8) NOT NULL,
	"sender_id" uuid,
	"request_id" text NOT NULL,
	"memo" text NOT NULL,
	"order_id" uuid,
	"quote_id" uuid,
	"disposition" text NOT NULL,
	"code" integer,
	"received_at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"posting_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"account" text NOT NULL,
	"asset_id" uuid NOT NULL,
	"amount" numeric(38, 8) NOT NULL,
	"order_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"payee_id" uuid NOT NULL,
	"merchant_id" uuid NOT NULL,
	"source" text NOT NULL,
	"code_id" uuid,
	"title" text NOT NULL,
	"quote_asset" text NOT NULL,
	"quote_amount" numeric(38, 8) NOT NULL,
	"settlement_asset" uuid,
	"state" text DEFAULT 'open' NOT NULL,
	"oddity" text DEFAULT 'none' NOT NULL,
	"deadline" timestamp with time zone,
	"language" text,
	"payer_id" uuid,
	"payment_asset" uuid,
	"payment_amount" numeric(38, 8),
	"settlement_amount" numeric(38, 8),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"paid_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	CONSTRAINT "orders_amount_positive" CHECK ("orders"."quote_amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "quotes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"payment_asset" uuid NOT NULL,
	"payment_amount" numeric(38, 8) NOT NULL,
	"rate" jsonb NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "quotes_positive" CHECK ("quotes"."payment_amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"request_id" uuid PRIMARY KEY NOT NULL,
	"seq" bigserial NOT NULL,
	"kind" text NOT NULL,
	"output_id" uuid,
	"order_id" uuid,
	"asset_id" uuid NOT NULL,
	"amount" numeric(38, 8) NOT NULL,
	"members" jsonb NOT NULL,
	"threshold" integer NOT NULL,
	"memo" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"raw" text,
	"transaction_hash" text,
	"problem" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "transfers_positive" CHECK ("transfers"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "wallet_outputs" (
	"output_id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"asset_id" uuid NOT NULL,
	"amount" numeric(38, 8) NOT NULL,
	"transaction_hash" text NOT NULL,
	"output_index" integer NOT NULL,
	"wire" jsonb NOT NULL,
	"spent_by" uuid,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "wallet_outputs_sequence_unique" UNIQUE("sequence")
);
--> statement-breakpoint
CREATE TABLE "codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"merchant_id" uuid NOT NULL,
	"payee_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"quote_asset" text NOT NULL,
	"quote_amount" numeric(38, 8),
	"settlement_asset" uuid,
	"state" text DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "codes_amount_positive" CHECK ("codes"."quote_amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "merchants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"handle" text NOT NULL,
	"handle_skeleton" text NOT NULL,
	"name" text NOT NULL,
	"payee_id" uuid NOT NULL,
	"quote_asset" text DEFAULT 'usd' NOT NULL,
	"settlement_asset" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "merchants_handle_unique" UNIQUE("handle"),
	CONSTRAINT "merchants_handleSkeleton_unique" UNIQUE("handle_skeleton")
);
--> statement-breakpoint
CREATE TABLE "payees" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"members" jsonb NOT NULL,
	"threshold" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cursors" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"payload" jsonb NOT NULL,
	"dedupe_key" text,
	"run_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"leased_until" timestamp with time zone,
	"leased_by" text,
	"last_error" text,
	"done_at" timestamp with time zone,
	"dead_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "jobs_dedupeKey_unique" UNIQUE("dedupe_key")
);
--> statement-breakpoint
ALTER TABLE "intakes" ADD CONSTRAINT "intakes_output_id_wallet_outputs_output_id_fk" FOREIGN KEY ("output_id") REFERENCES "public"."wallet_outputs"("output_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "intakes" ADD CONSTRAINT "intakes_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_payee_id_payees_id_fk" FOREIGN KEY ("payee_id") REFERENCES "public"."payees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_code_id_codes_id_fk" FOREIGN KEY ("code_id") REFERENCES "public"."codes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "codes" ADD CONSTRAINT "codes_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "codes" ADD CONSTRAINT "codes_payee_id_payees_id_fk" FOREIGN KEY ("payee_id") REFERENCES "public"."payees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merchants" ADD CONSTRAINT "merchants_payee_id_payees_id_fk" FOREIGN KEY ("payee_id") REFERENCES "public"."payees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "inbound_messages_handled_at_index" ON "inbound_messages" USING btree ("handled_at");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("seq") WHERE "outbox"."sent_at" is null and "outbox"."failed" is null;--> statement-breakpoint
CREATE INDEX "outbox_conversation_waiting" ON "outbox" USING btree ("conversation_id","seq") WHERE "outbox"."sent_at" is null and "outbox"."failed" is null;--> statement-breakpoint
CREATE INDEX "intakes_order" ON "intakes" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "intakes_sender" ON "intakes" USING btree ("sender_id");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_posting_line" ON "ledger_entries" USING btree ("posting_id","line");--> statement-breakpoint
CREATE INDEX "ledger_account" ON "ledger_entries" USING btree ("account","asset_id");--> statement-breakpoint
CREATE INDEX "orders_code_paid" ON "orders" USING btree ("code_id","paid_at");--> statement-breakpoint
CREATE INDEX "orders_merchant" ON "orders" USING btree ("merchant_id","created_at");--> statement-breakpoint
CREATE INDEX "orders_deadline" ON "orders" USING btree ("state","deadline");--> statement-breakpoint
CREATE UNIQUE INDEX "quotes_order_ordinal" ON "quotes" USING btree ("order_id","ordinal");--> statement-breakpoint
CREATE INDEX "transfers_open" ON "transfers" USING btree ("state","asset_id","seq");--> statement-breakpoint
CREATE INDEX "transfers_order" ON "transfers" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "transfers_hash" ON "transfers" USING btree ("transaction_hash");--> statement-breakpoint
CREATE INDEX "wallet_outputs_spendable" ON "wallet_outputs" USING btree ("asset_id","amount") WHERE "wallet_outputs"."spent_by" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "codes_slug" ON "codes" USING btree ("merchant_id","slug") WHERE "codes"."state" <> 'deleted';--> statement-breakpoint
CREATE INDEX "codes_merchant" ON "codes" USING btree ("merchant_id","created_at");--> statement-breakpoint
CREATE INDEX "jobs_due" ON "jobs" USING btree ("run_at","id") WHERE "jobs"."done_at" is null and "jobs"."dead_at" is null;