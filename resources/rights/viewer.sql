-- Who asks, by the role that signed in: SET ROLE changes nothing. Accounts are read each time, so
-- that what is taken from one ends at once. An area begins with area_head; the list of departments of
-- a case, with a comma around each, contains department_sign: both are in everything without a limit.
CREATE FUNCTION commandcenter_rights.viewer()
RETURNS TABLE (
    account text, post text, centre text, centres text[], department text,
    area_head text, department_sign text, is_unlimited boolean
)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, pg_temp AS $viewer$
    SELECT a.name, a.post, a.centre,
           CASE WHEN p.of_department THEN ARRAY[a.centre]
                ELSE (SELECT array_agg(c.code) FROM public.centres c) END,
           CASE WHEN p.of_department THEN a.department END,
           COALESCE(a.area, ''),
           CASE WHEN p.of_department THEN ',' || a.department || ',' ELSE ',' END,
           a.area IS NULL AND NOT p.of_department
    FROM commandcenter_rights.roles r
    JOIN public.accounts a ON a.centre = r.centre AND a.name = r.account
    JOIN commandcenter_rights.posts p ON p.post = a.post
    WHERE r.role = session_user AND r.kind = 'account' AND a.disabled_at IS NULL
      AND (a.department IS NOT NULL OR NOT p.of_department)
$viewer$;

-- Whether a log-in may write entries in the names of others: the owner of the tables, the services.
CREATE FUNCTION commandcenter_rights.speaks_for_others()
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $speaks$
    SELECT pg_has_role(session_user, c.relowner, 'MEMBER')
        OR EXISTS (SELECT FROM commandcenter_rights.roles r
                   WHERE r.kind = 'service' AND pg_has_role(session_user, r.role, 'MEMBER'))
    FROM pg_class c WHERE c.oid = 'public.event_log'::regclass
$speaks$;

REVOKE ALL ON FUNCTION commandcenter_rights.viewer() FROM PUBLIC;
REVOKE ALL ON FUNCTION commandcenter_rights.speaks_for_others() FROM PUBLIC;
