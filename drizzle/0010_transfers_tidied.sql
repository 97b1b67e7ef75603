DROP INDEX "remittances_expiry";--> statement-breakpoint
DROP INDEX "claim_requests_user";--> statement-breakpoint
CREATE INDEX "claim_requests_user" ON "claim_requests" USING btree ("user_id","created_at");--> statement-breakpoint
ALTER TABLE "mails" DROP COLUMN "facts";