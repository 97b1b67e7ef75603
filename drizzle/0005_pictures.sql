CREATE TABLE "pictures" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"taken_at" timestamp with time zone DEFAULT now() NOT NULL
);
