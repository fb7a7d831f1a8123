-- What the rights are made of: one schema, made new each time. Policies that used it go with it.
DROP SCHEMA IF EXISTS commandcenter_rights CASCADE;
CREATE SCHEMA commandcenter_rights;

-- Which roles there are: one for each post (without log-in), one for each account, one for services.
CREATE TABLE commandcenter_rights.roles (
    role text PRIMARY KEY,
    kind text NOT NULL,
    centre text NOT NULL,
    post text,
    account text,
    may_log_in boolean NOT NULL,
    mark text NOT NULL
);

-- What the posts of the pack mean for reading.
CREATE TABLE commandcenter_rights.posts (
    post text PRIMARY KEY,
    of_department boolean NOT NULL
);

-- The entries that may follow each other in the log; leads_from is empty before the first one.
-- No post: whoever may speak for others. by_lead: only for the department that has the case;
-- by_level: only where the case is held in the area of the account.
CREATE TABLE commandcenter_rights.moves (
    post text,
    subject text NOT NULL,
    leads_from text NOT NULL,
    step text NOT NULL,
    leads_to text NOT NULL,
    by_lead boolean NOT NULL,
    by_level boolean NOT NULL
);
CREATE INDEX ON commandcenter_rights.moves (subject, step, leads_from, leads_to);
