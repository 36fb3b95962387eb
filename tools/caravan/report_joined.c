#include "report_joined.h"

#include "report_joined_ask.h"
#include "report_options.h"

static const char *const SERVERS[JOINED_SERVICES] = {"--server", "--logistics", "--training"};

const char *const JOINED_SERVICE_NAMES[JOINED_SERVICES] = {"projects", "logistics", "training"};
const struct text JOINED_SERVICE_TITLES[JOINED_SERVICES] = {
    {"projects", "项目"}, {"logistics", "物流"}, {"training", "培训"}};
const struct joined_part_of JOINED_PARTS_OF[JOINED_PARTS] = {
    [JOINED_PROGRAMME] = {JOINED_PROJECTS, "programme", {"Programme", "计划"}},
    [JOINED_CORRIDORS] = {JOINED_LOGISTICS, "corridors", {"Corridors", "通道"}},
    [JOINED_HUBS] = {JOINED_LOGISTICS, "hubs", {"Hubs", "分拨中心"}},
    [JOINED_SALES] = {JOINED_LOGISTICS, "sales", {"Sales", "销售"}},
    [JOINED_LEARNING] = {JOINED_TRAINING, "training", {"Training and exchanges", "培训与交流"}},
};

/* ---- what came ---- */

const void *joined_answer(const struct joined *joined, enum joined_kind part)
{
    return joined->parts[part].count == 0 ? NULL : joined->parts[part].answers[0].message;
}

const Google__Protobuf__Timestamp *joined_known_at(const struct joined *joined,
                                                   enum joined_kind part)
{
    const Google__Protobuf__Timestamp *earliest = NULL;

    for (size_t i = 0; i < joined->parts[part].count && part != JOINED_HUBS; i++) {
        const ProtobufCMessage *message = joined->parts[part].answers[i].message;
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "known_at");
        const Google__Protobuf__Timestamp *time =
            *(Google__Protobuf__Timestamp *const *)(const void *)((const char *)message +
                                                                  field->offset);

        if (time != NULL && (earliest == NULL || time->seconds < earliest->seconds ||
                             (time->seconds == earliest->seconds && time->nanos < earliest->nanos)))
            earliest = time;
    }
    return earliest;
}

static enum exit_code end_of(const struct joined *joined)
{
    size_t missing = 0;

    for (size_t i = 0; i < JOINED_PARTS; i++) {
        const struct joined_part *part = &joined->parts[i];

        if (part->missing == NULL)
            continue;
        missing++;
        (void)fprintf(stderr,
                      T("caravan report: %s is missing: %s\n", "caravan report：缺少%s：%s\n"),
                      T(JOINED_PARTS_OF[i].name, JOINED_PARTS_OF[i].title.zh), part->missing);
    }
    return missing == 0 ? EXIT_DONE : EXIT_INCOMPLETE;
}

/* Nobody said anything: that is no report. */
static bool is_nothing(const struct joined *joined)
{
    for (size_t i = 0; i < JOINED_PARTS; i++) {
        if (joined->servers[JOINED_PARTS_OF[i].service].asked && joined->parts[i].missing == NULL)
            return false;
    }
    return true;
}

static enum exit_code complain(const struct joined *joined)
{
    enum exit_code code = EXIT_DONE;

    for (size_t i = 0; i < JOINED_PARTS; i++) {
        enum joined_service service = JOINED_PARTS_OF[i].service;
        bool first = i == 0 || JOINED_PARTS_OF[i - 1].service != service;

        if (!joined->servers[service].asked || !first)
            continue;
        if (code == EXIT_DONE) /* with what to do about it */
            code = client_complain(&joined->servers[service].client, joined->parts[i].status);
        else
            (void)fprintf(stderr, T("caravan: %s\n", "caravan：%s\n"), joined->parts[i].missing);
    }
    return code;
}

/* ---- the command ---- */

/* Those that are named; all of them if none is, or the report of all is asked for by name. */
static bool is_asked(const struct run *run, enum joined_service service)
{
    bool any = false;

    for (size_t i = 0; i < JOINED_SERVICES; i++)
        any = any || run_given(run, SERVERS[i]);
    return !any || run_given(run, SERVERS[service]);
}

bool report_is_joined(const struct run *run)
{
    return run_option_nth(run, "--by", 0) == NULL && run_option(run, "--csv") == NULL &&
           (is_asked(run, JOINED_LOGISTICS) || is_asked(run, JOINED_TRAINING));
}

static enum exit_code read_options(struct joined *joined)
{
    static const char *const OTHERS[] = {"--by",    "--csv",  "--effective-from", "--project",
                                         "--limit", "--days", "--title",          "--with"};
    const struct run *run = joined->run;
    enum exit_code code = EXIT_DONE;

    for (size_t i = 0; i < sizeof(OTHERS) / sizeof(OTHERS[0]); i++) {
        if (run_given(run, OTHERS[i]))
            return run_refuse_option(run, OTHERS[i], "%s",
                                     T("is of one report: say which, such as programme or sales",
                                       "只用于单个报告：请写明报告名，如 programme 或 sales"));
    }
    for (size_t i = 0; i < JOINED_SERVICES; i++)
        joined->servers[i].asked = run->operand_count > 0 || is_asked(run, (enum joined_service)i);
    if (joined->servers[JOINED_PROJECTS].asked)
        code = report_read_programme(run, &joined->programme);
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-through", &joined->date, &joined->through);
    if (code == EXIT_DONE)
        code = report_read_time(run, "--known-at", &joined->time, &joined->known_at);
    return code;
}

/* All of them share the loop of the first. */
static enum exit_code open_all(struct joined *joined)
{
    const struct client *first = NULL;
    enum exit_code code = EXIT_DONE;

    for (size_t i = 0; code == EXIT_DONE && i < JOINED_SERVICES; i++) {
        struct joined_server *server = &joined->servers[i];
        const char *address = run_option(joined->run, SERVERS[i]);

        if (!server->asked)
            continue;
        code = first == NULL ? client_open_at(&server->client, joined->run, address)
                             : client_open_beside(&server->client, first, address);
        first = first == NULL ? &server->client : first;
    }
    return code;
}

static enum exit_code ask_all(struct joined *joined)
{
    enum exit_code code;

    joined_ask(joined);
    if (is_nothing(joined))
        return complain(joined);
    if (run_option(joined->run, "--json") == NULL)
        joined_print(joined);
    else if (!joined_print_json(joined))
        return report_end(joined->run, false);
    code = report_end(joined->run, true);
    return code == EXIT_DONE ? end_of(joined) : code;
}

enum exit_code report_joined(const struct run *run)
{
    struct joined *joined = cv_arena_alloc(run->arena, sizeof(*joined));
    enum exit_code code;

    if (joined == NULL)
        return report_end(run, false);
    *joined = (struct joined){.run = run};
    code = read_options(joined);
    if (code != EXIT_DONE)
        return code;
    code = open_all(joined);
    if (code == EXIT_DONE)
        code = ask_all(joined);
    for (size_t i = JOINED_SERVICES; i-- > 0;)
        client_close(&joined->servers[i].client);
    return code;
}
