-- Everything about rights that the catalogues hold, a line each.
WITH ours AS (
    SELECT r.* FROM pg_roles r
    WHERE starts_with(shobj_description(r.oid, 'pg_authid'), 'commandcenter: ')
      AND right(shobj_description(r.oid, 'pg_authid'), length(' of database ' || current_database()))
          = ' of database ' || current_database()
), schemas AS (
    SELECT n.oid, n.nspname, n.nspacl, n.nspowner FROM pg_namespace n
    WHERE n.nspname IN ('public', 'commandcenter_rights')
)
SELECT format('role %I: log in %s, superuser %s, create roles %s, create databases %s, bypass %s, replicate %s',
              rolname, rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication)
FROM ours
UNION ALL
SELECT format('role %I is a member of %I', m.rolname, g.rolname)
FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
WHERE a.roleid IN (SELECT oid FROM ours) OR a.member IN (SELECT oid FROM ours)
UNION ALL
SELECT format('%s may %s in schema %I', CASE g.grantee WHEN 0 THEN 'everybody' ELSE g.grantee::regrole::text END,
              g.privilege_type, s.nspname)
FROM schemas s CROSS JOIN LATERAL aclexplode(s.nspacl) g WHERE g.grantee <> s.nspowner
UNION ALL
SELECT format('%s may %s %s', CASE g.grantee WHEN 0 THEN 'everybody' ELSE g.grantee::regrole::text END,
              g.privilege_type, c.oid::regclass)
FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
WHERE c.relnamespace IN (SELECT oid FROM schemas) AND g.grantee <> c.relowner
UNION ALL
SELECT format('%s may %s %I of %s', CASE g.grantee WHEN 0 THEN 'everybody' ELSE g.grantee::regrole::text END,
              g.privilege_type, a.attname, c.oid::regclass)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid CROSS JOIN LATERAL aclexplode(a.attacl) g
WHERE c.relnamespace IN (SELECT oid FROM schemas) AND g.grantee <> c.relowner
UNION ALL
SELECT format('rows of %s are limited: %s', c.oid::regclass, c.relrowsecurity)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
UNION ALL
SELECT format('policy %I on %I (%s %s) to %s: using %s, check %s', policyname, tablename, permissive, cmd,
              roles, qual, with_check)
FROM pg_policies WHERE schemaname = 'public'
UNION ALL
SELECT format('trigger (%s): %s', t.tgenabled, pg_get_triggerdef(t.oid))
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT format('function of %I: %s', p.proowner::regrole::text, pg_get_functiondef(p.oid))
FROM pg_proc p WHERE p.pronamespace IN (SELECT oid FROM schemas) AND p.prokind = 'f'
UNION ALL
SELECT format('%s may execute %s', CASE g.grantee WHEN 0 THEN 'everybody' ELSE g.grantee::regrole::text END,
              p.oid::regprocedure)
FROM pg_proc p CROSS JOIN LATERAL aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) g
WHERE p.pronamespace IN (SELECT oid FROM schemas) AND g.grantee <> p.proowner
