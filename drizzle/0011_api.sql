CREATE TABLE "api_orders" (
	"order_id" uuid PRIMARY KEY NOT NULL,
	"payee_id" uuid NOT NULL,
	"payee_sent" text NOT NULL,
	"order_number" text,
	"client_id" uuid NOT NULL,
	"asked" text NOT NULL,
	"remark" text DEFAULT '' NOT NULL,
	"return_to" text,
	"failed_return_to" text,
	"callback_url" text,
	"callback_events" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"via_link" boolean DEFAULT false NOT NULL,
	"replaced_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"event" text NOT NULL,
	"url" text NOT NULL,
	"is_paid" boolean NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"leased_until" timestamp with time zone,
	"leased_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "delivery_attempts" (
	"delivery_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"millis" integer NOT NULL,
	"status" integer,
	"answer" text,
	"problem" text,
	CONSTRAINT "delivery_attempts_delivery_id_number_pk" PRIMARY KEY("delivery_id","number")
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "accepted_asset" uuid;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "settlement_memo" text;--> statement-breakpoint
ALTER TABLE "api_orders" ADD CONSTRAINT "api_orders_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_orders" ADD CONSTRAINT "api_orders_payee_id_payees_id_fk" FOREIGN KEY ("payee_id") REFERENCES "public"."payees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_attempts" ADD CONSTRAINT "delivery_attempts_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_orders_number" ON "api_orders" USING btree ("payee_id","order_number") WHERE "api_orders"."replaced_by" is null and "api_orders"."order_number" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_first" ON "deliveries" USING btree ("is_paid","due_at") WHERE "deliveries"."state" = 'waiting' and "deliveries"."attempts" = 0;--> statement-breakpoint
CREATE INDEX "deliveries_again" ON "deliveries" USING btree ("is_paid","due_at") WHERE "deliveries"."state" = 'waiting' and "deliveries"."attempts" > 0;--> statement-breakpoint
CREATE INDEX "deliveries_leased" ON "deliveries" USING btree ("order_id") WHERE "deliveries"."leased_until" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_order" ON "deliveries" USING btree ("order_id","created_at");