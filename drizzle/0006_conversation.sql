CREATE TABLE "claim_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"remittance_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"state" text DEFAULT 'asked' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"remittance_id" uuid NOT NULL,
	"recipient" text NOT NULL,
	"language" text NOT NULL,
	"facts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"problem" text,
	"delay_told_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "remittances" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sender_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"recipient_kind" text NOT NULL,
	"recipient_id" uuid,
	"address" text NOT NULL,
	"quote_amount" numeric(38, 8) NOT NULL,
	"note" text,
	"language" text NOT NULL,
	"term_seconds" integer NOT NULL,
	"state" text DEFAULT 'unpaid' NOT NULL,
	"asset_id" uuid,
	"amount" numeric(38, 8),
	"claim_hash" text,
	"claim_order_id" uuid,
	"return_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"paid_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"reminded_at" timestamp with time zone,
	"nudged_at" timestamp with time zone,
	"claimed_at" timestamp with time zone,
	"done_at" timestamp with time zone,
	CONSTRAINT "remittances_claimHash_unique" UNIQUE("claim_hash"),
	CONSTRAINT "remittances_positive" CHECK ("remittances"."quote_amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "first_payments" (
	"merchant_id" uuid NOT NULL,
	"scope" text NOT NULL,
	"code_id" uuid NOT NULL,
	"payer_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	CONSTRAINT "first_payments_merchant_id_scope_code_id_payer_id_pk" PRIMARY KEY("merchant_id","scope","code_id","payer_id")
);
--> statement-breakpoint
CREATE TABLE "rollups" (
	"merchant_id" uuid NOT NULL,
	"code_id" uuid NOT NULL,
	"span" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"quote_asset" text NOT NULL,
	"payment_asset" uuid NOT NULL,
	"count" integer DEFAULT 0 NOT NULL,
	"gross" numeric(38, 8) DEFAULT '0' NOT NULL,
	"fees" numeric(38, 8) DEFAULT '0' NOT NULL,
	"paid" numeric(38, 8) DEFAULT '0' NOT NULL,
	"new_to_code" integer DEFAULT 0 NOT NULL,
	"new_to_shop" integer DEFAULT 0 NOT NULL,
	"refunds" integer DEFAULT 0 NOT NULL,
	"refunded" numeric(38, 8) DEFAULT '0' NOT NULL,
	CONSTRAINT "rollups_merchant_id_code_id_span_at_quote_asset_payment_asset_pk" PRIMARY KEY("merchant_id","code_id","span","at","quote_asset","payment_asset")
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"merchant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"action" text NOT NULL,
	"subject" text DEFAULT '' NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"cause" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_entries_cause_unique" UNIQUE("cause")
);
--> statement-breakpoint
CREATE TABLE "goals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"merchant_id" uuid NOT NULL,
	"code_id" uuid,
	"quote_asset" text NOT NULL,
	"amount" numeric(38, 8) NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"reached_at" timestamp with time zone,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "shop_groups" (
	"conversation_id" uuid PRIMARY KEY NOT NULL,
	"merchant_id" uuid NOT NULL,
	"linked_by" uuid NOT NULL,
	"linked_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shop_mutes" (
	"user_id" uuid NOT NULL,
	"merchant_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "shop_mutes_user_id_merchant_id_pk" PRIMARY KEY("user_id","merchant_id")
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"merchant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"state" text NOT NULL,
	"refund_limit" numeric(38, 8),
	"invited_by" uuid NOT NULL,
	"invited_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp with time zone,
	"removed_at" timestamp with time zone,
	CONSTRAINT "staff_merchant_id_user_id_pk" PRIMARY KEY("merchant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "thread_messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"thread_id" uuid NOT NULL,
	"from_payer" boolean NOT NULL,
	"user_id" uuid NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "threads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"merchant_id" uuid NOT NULL,
	"payer_id" uuid NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "acting_for" uuid;--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "remittance_id" uuid;--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "destination" jsonb;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "created_by" uuid;--> statement-breakpoint
ALTER TABLE "merchants" ADD COLUMN "digest" text DEFAULT 'off' NOT NULL;--> statement-breakpoint
ALTER TABLE "merchants" ADD COLUMN "digest_hour" integer DEFAULT 20 NOT NULL;--> statement-breakpoint
ALTER TABLE "merchants" ADD COLUMN "digest_weekday" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "merchants" ADD COLUMN "muted" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "payees" ADD COLUMN "destination" text;--> statement-breakpoint
ALTER TABLE "payees" ADD COLUMN "tag" text;--> statement-breakpoint
ALTER TABLE "claim_requests" ADD CONSTRAINT "claim_requests_remittance_id_remittances_id_fk" FOREIGN KEY ("remittance_id") REFERENCES "public"."remittances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_remittance_id_remittances_id_fk" FOREIGN KEY ("remittance_id") REFERENCES "public"."remittances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "remittances" ADD CONSTRAINT "remittances_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "goals" ADD CONSTRAINT "goals_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "goals" ADD CONSTRAINT "goals_code_id_codes_id_fk" FOREIGN KEY ("code_id") REFERENCES "public"."codes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shop_groups" ADD CONSTRAINT "shop_groups_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thread_messages" ADD CONSTRAINT "thread_messages_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."threads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "threads" ADD CONSTRAINT "threads_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "claim_requests_remittance" ON "claim_requests" USING btree ("remittance_id","created_at");--> statement-breakpoint
CREATE INDEX "claim_requests_user" ON "claim_requests" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "mails_remittance" ON "mails" USING btree ("remittance_id");--> statement-breakpoint
CREATE INDEX "remittances_sender" ON "remittances" USING btree ("sender_id","created_at");--> statement-breakpoint
CREATE INDEX "remittances_recipient" ON "remittances" USING btree ("recipient_id","state");--> statement-breakpoint
CREATE INDEX "remittances_order" ON "remittances" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "remittances_claim_order" ON "remittances" USING btree ("claim_order_id");--> statement-breakpoint
CREATE INDEX "remittances_expiry" ON "remittances" USING btree ("expires_at") WHERE "remittances"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "rollups_shop" ON "rollups" USING btree ("merchant_id","span","at");--> statement-breakpoint
CREATE INDEX "audit_shop" ON "audit_entries" USING btree ("merchant_id","id");--> statement-breakpoint
CREATE INDEX "goals_merchant" ON "goals" USING btree ("merchant_id");--> statement-breakpoint
CREATE INDEX "shop_groups_merchant" ON "shop_groups" USING btree ("merchant_id");--> statement-breakpoint
CREATE INDEX "staff_user" ON "staff" USING btree ("user_id","state");--> statement-breakpoint
CREATE INDEX "thread_messages_thread" ON "thread_messages" USING btree ("thread_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "threads_order" ON "threads" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "threads_merchant" ON "threads" USING btree ("merchant_id");--> statement-breakpoint
CREATE INDEX "orders_payer" ON "orders" USING btree ("payer_id","paid_at") WHERE "orders"."payer_id" is not null;