-- An entry of the log is refused unless it may follow what the log holds, in the name of its writer.
CREATE FUNCTION commandcenter_rights.check_entry()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $guard$
DECLARE
    former record;
    last_line record;
    subject_row record;
    me record;
    stage_before text := '';
    version_before integer := 0;
    previous text := repeat('0', 64);
    found_hash text;
BEGIN
    SELECT l.version, l.stage INTO former FROM public.event_log l
    WHERE l.centre = NEW.centre AND l.number = NEW.number AND l.subject = NEW.subject
    ORDER BY l.version DESC LIMIT 1;
    IF FOUND THEN
        stage_before := former.stage;
        version_before := former.version;
    END IF;
    IF NEW.version <> version_before + 1 THEN
        RAISE EXCEPTION 'event_log: version % does not follow version % of %',
            NEW.version, version_before, NEW.number USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO subject_row
    FROM commandcenter_rights.subject_row(NEW.subject, NEW.centre, NEW.number);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'event_log: there is no % %', NEW.subject, NEW.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (
        SELECT FROM commandcenter_rights.moves m
        WHERE m.post IS NULL AND m.subject = NEW.subject AND m.step = NEW.step
          AND m.leads_from = stage_before AND m.leads_to = NEW.stage
    ) THEN
        RAISE EXCEPTION 'event_log: % does not lead from % to %',
            NEW.step, stage_before, NEW.stage USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF commandcenter_rights.speaks_for_others() THEN
        RETURN NEW;
    END IF;

    SELECT * INTO me FROM commandcenter_rights.viewer();
    IF NOT FOUND OR me.account <> NEW.actor OR me.centre <> NEW.centre THEN
        RAISE EXCEPTION 'event_log: % may not write in the name of %', session_user, NEW.actor
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (
        SELECT FROM commandcenter_rights.moves m
        WHERE m.post = me.post AND m.subject = NEW.subject AND m.step = NEW.step
          AND m.leads_from = stage_before AND m.leads_to = NEW.stage
          AND (NOT m.by_lead OR subject_row.department = me.department)
          AND (NOT m.by_level OR starts_with(subject_row.held_at, me.area_head))
    ) THEN
        RAISE EXCEPTION 'event_log: the post % of % may not take %', me.post, me.account, NEW.step
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT l.sequence, l.hash INTO last_line FROM public.event_log l
    WHERE l.centre = NEW.centre ORDER BY l.sequence DESC LIMIT 1;
    IF FOUND THEN
        previous := last_line.hash;
    END IF;
    found_hash := encode(sha256(convert_to(concat_ws(E'\x1f', previous, NEW.centre,
        NEW.sequence::text, NEW.subject, NEW.number, NEW.version::text, NEW.step, NEW.stage, NEW.actor,
        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        to_char(NEW.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        NEW.payload), 'UTF8')), 'hex');
    IF NEW.sequence <> COALESCE(last_line.sequence, 0) + 1 OR NEW.previous_hash <> previous
       OR NEW.hash <> found_hash THEN
        RAISE EXCEPTION 'event_log: the entry does not continue the chain'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$guard$;
REVOKE ALL ON FUNCTION commandcenter_rights.check_entry() FROM PUBLIC;

DROP TRIGGER IF EXISTS event_log_entry ON public.event_log;
CREATE TRIGGER event_log_entry BEFORE INSERT ON public.event_log
FOR EACH ROW EXECUTE FUNCTION commandcenter_rights.check_entry();
ALTER TABLE public.event_log ENABLE TRIGGER USER;
ALTER TABLE public.seals ENABLE TRIGGER USER;
