#include "report_options.h"

#include "base/time_text.h"
#include "cell.h"
#include "report_view.h"

#include <string.h>

enum exit_code report_read_date(const struct run *run, const char *option,
                                Google__Type__Date *message, Google__Type__Date **field)
{
    const char *text = run_option(run, option);
    struct cell_date date;
    const char *wrong;

    if (text == NULL)
        return EXIT_DONE;
    wrong = cell_date(text, run->arena, &date);
    if (wrong != NULL)
        return run_refuse_option(run, option, "%s", wrong);
    google__type__date__init(message);
    message->year = date.year;
    message->month = date.month;
    message->day = date.day;
    *field = message;
    return EXIT_DONE;
}

enum exit_code report_read_time(const struct run *run, const char *option,
                                Google__Protobuf__Timestamp *message,
                                Google__Protobuf__Timestamp **field)
{
    const char *text = run_option(run, option);
    struct cv_time_value value;

    if (text == NULL)
        return EXIT_DONE;
    if (!cv_time_text_read_timestamp((struct cv_slice){(const uint8_t *)text, strlen(text)},
                                     &value))
        return run_refuse_option(run, option,
                                 T("must be a time such as 2026-03-31T18:00:00+08:00, not %s",
                                   "必须是时间，如 2026-03-31T18:00:00+08:00，而不是 %s"),
                                 text);
    google__protobuf__timestamp__init(message);
    message->seconds = value.seconds;
    message->nanos = value.nanos;
    *field = message;
    return EXIT_DONE;
}

enum exit_code report_read_programme(const struct run *run, char **name)
{
    const char *text = run_option(run, "--programme");
    const char *wrong;
    const char *id;

    if (text == NULL)
        return run_refuse_option(run, "--programme", "%s",
                                 T("is needed: which programme?", "必须给出：哪个计划？"));
    wrong = cell_id(report_last_part(text), run->arena, &id);
    if (wrong != NULL)
        return run_refuse_option(run, "--programme", "%s", wrong);
    *name = cv_arena_printf(run->arena, "programmes/%s", id);
    return *name == NULL ? EXIT_FAILED : EXIT_DONE;
}

static const char *list_of(const struct run *run, const char *const *names, size_t count)
{
    const char *list = names[0];

    for (size_t i = 1; list != NULL && i < count; i++)
        list = cv_arena_printf(run->arena, "%s, %s", list, names[i]);
    return list == NULL ? "" : list;
}

enum exit_code report_read_sections(const struct run *run, const char *const *names, size_t count,
                                    unsigned *sections)
{
    const char *name;

    *sections = 0;
    for (size_t n = 0; (name = run_option_nth(run, "--by", n)) != NULL; n++) {
        size_t section = 0;

        while (section < count && strcmp(name, names[section]) != 0)
            section++;
        if (section == count)
            return run_refuse_option(run, "--by",
                                     T("must be one of %s, not %s", "必须是 %s 之一，而不是 %s"),
                                     list_of(run, names, count), name);
        *sections |= 1u << section;
    }
    if (*sections == 0)
        *sections = (1u << count) - 1;
    return EXIT_DONE;
}

enum exit_code report_read_pick(const struct run *run, size_t n, const char *const *names,
                                size_t count, struct report_pick *pick)
{
    const char *text = run_option_nth(run, "--down", n);
    const char *equals = text == NULL ? NULL : strchr(text, '=');

    *pick = (struct report_pick){.name = 0};
    if (text == NULL || strcmp(text, "all") == 0)
        return EXIT_DONE;
    for (size_t i = 0; equals != NULL && i < count; i++) {
        if (strlen(names[i]) == (size_t)(equals - text) &&
            memcmp(names[i], text, strlen(names[i])) == 0) {
            *pick = (struct report_pick){.name = i, .value = equals + 1};
            return EXIT_DONE;
        }
    }
    return run_refuse_option(run, "--down",
                             T("must be all, or one of %s with = and a key of the report, not %s",
                               "必须是 all，或 %s 之一加 = 和报告中的键，而不是 %s"),
                             list_of(run, names, count), text);
}

enum exit_code report_read_form(const struct run *run)
{
    if (run_option(run, "--json") == NULL || run_option(run, "--csv") == NULL)
        return EXIT_DONE;
    return run_refuse_option(run, "--csv", "%s",
                             T("and --json exclude each other", "与 --json 只能选一个"));
}

enum exit_code report_end(const struct run *run, bool done)
{
    if (done && !run->arena->exhausted)
        return EXIT_DONE;
    (void)fprintf(stderr, T("caravan %s: out of memory\n", "caravan %s：内存不足\n"),
                  run->command->name);
    return EXIT_FAILED;
}
