-- Begin with nothing: no right for anybody but the owner, no policy. Roles for replication keep theirs.
DO $closed$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT DISTINCT c.oid::regclass AS what, g.grantee
        FROM pg_class c
        CROSS JOIN LATERAL aclexplode(c.relacl) g
        LEFT JOIN pg_roles r ON r.oid = g.grantee
        WHERE c.relnamespace = 'public'::regnamespace AND g.grantee <> c.relowner
          AND NOT COALESCE(r.rolsuper OR r.rolreplication, false)
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %s', one.what,
                       CASE one.grantee WHEN 0 THEN 'PUBLIC' ELSE one.grantee::regrole::text END);
    END LOOP;
    FOR one IN
        SELECT DISTINCT c.oid::regclass AS what, a.attname, g.grantee
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid
        CROSS JOIN LATERAL aclexplode(a.attacl) g
        LEFT JOIN pg_roles r ON r.oid = g.grantee
        WHERE c.relnamespace = 'public'::regnamespace AND g.grantee <> c.relowner
          AND NOT COALESCE(r.rolsuper OR r.rolreplication, false)
    LOOP
        EXECUTE format('REVOKE ALL (%I) ON %s FROM %s', one.attname, one.what,
                       CASE one.grantee WHEN 0 THEN 'PUBLIC' ELSE one.grantee::regrole::text END);
    END LOOP;
    FOR one IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP POLICY %I ON public.%I', one.policyname, one.tablename);
    END LOOP;
END
$closed$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
