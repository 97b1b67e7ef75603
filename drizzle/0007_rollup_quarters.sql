ALTER TABLE "orders" ADD COLUMN "network_fee" numeric(38, 8);--> statement-breakpoint
ALTER TABLE "rollups" ADD COLUMN "counts" integer[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "rollups" ADD COLUMN "sums" numeric(38, 8)[] DEFAULT '{}' NOT NULL;