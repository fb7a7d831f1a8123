-- Make the roles that are listed, and their memberships; shut out those that are listed no longer.
DO $roles$
DECLARE
    one record;
    ours CONSTANT text := ' of database ' || current_database();
BEGIN
    FOR one IN SELECT * FROM commandcenter_rights.roles ORDER BY role LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = one.role) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', one.role);
            EXECUTE format('COMMENT ON ROLE %I IS %L', one.role, one.mark);
        END IF;
    END LOOP;

    FOR one IN
        SELECT w.role, w.may_log_in, r.rolcanlogin, shobj_description(r.oid, 'pg_authid') AS found,
               w.mark, r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolbypassrls
               OR r.rolreplication AS is_mighty
        FROM commandcenter_rights.roles w JOIN pg_roles r ON r.rolname = w.role
    LOOP
        IF one.found IS DISTINCT FROM one.mark THEN
            RAISE EXCEPTION 'the role % is not of this database', quote_ident(one.role);
        ELSIF one.is_mighty THEN
            RAISE EXCEPTION 'the role % has attributes that go beyond every right', quote_ident(one.role);
        ELSIF one.may_log_in <> one.rolcanlogin THEN
            EXECUTE format('ALTER ROLE %I %s', one.role,
                           CASE WHEN one.may_log_in THEN 'LOGIN' ELSE 'NOLOGIN' END);
        END IF;
    END LOOP;

    FOR one IN
        SELECT r.rolname FROM pg_roles r
        WHERE r.rolcanlogin AND r.rolname NOT IN (SELECT role FROM commandcenter_rights.roles)
          AND starts_with(shobj_description(r.oid, 'pg_authid'), 'commandcenter: ')
          AND right(shobj_description(r.oid, 'pg_authid'), length(ours)) = ours
    LOOP
        EXECUTE format('ALTER ROLE %I NOLOGIN', one.rolname);
    END LOOP;

    -- Accounts are members of their post and of nothing else; posts have no other members, and no
    -- role has them, but for whoever made them.
    FOR one IN
        SELECT g.rolname AS post_role, m.rolname AS member
        FROM pg_auth_members a
        JOIN pg_roles g ON g.oid = a.roleid
        JOIN pg_roles m ON m.oid = a.member
        LEFT JOIN commandcenter_rights.roles gw ON gw.role = g.rolname
        LEFT JOIN commandcenter_rights.roles mw ON mw.role = m.rolname
        WHERE (mw.role IS NOT NULL OR gw.kind = 'post' OR gw.kind = 'account')
          AND NOT (m.rolname = current_user AND a.admin_option)
          AND NOT COALESCE(mw.kind = 'account' AND mw.may_log_in AND gw.kind = 'post'
                           AND gw.post = mw.post, false)
    LOOP
        EXECUTE format('REVOKE %I FROM %I', one.post_role, one.member);
    END LOOP;
    FOR one IN
        SELECT g.role AS post_role, m.role AS member
        FROM commandcenter_rights.roles m
        JOIN commandcenter_rights.roles g ON g.kind = 'post' AND g.post = m.post
        WHERE m.kind = 'account' AND m.may_log_in AND NOT EXISTS (
            SELECT FROM pg_auth_members a
            JOIN pg_roles gr ON gr.oid = a.roleid AND gr.rolname = g.role
            JOIN pg_roles mr ON mr.oid = a.member AND mr.rolname = m.role)
    LOOP
        EXECUTE format('GRANT %I TO %I', one.post_role, one.member);
    END LOOP;
END
$roles$;
