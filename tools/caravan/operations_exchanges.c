/* caravan assignment: experts and specialists who work for a host for some time. */
#include "caravan/training/v1/exchanges.caravan.h"
#include "commands.h"
#include "operation.h"

#define EXCHANGES(name) .service = &caravan_training_v1_exchanges_type, .method = (name)
#define ASSIGNMENT      "assignments/@"

#define THE(word, path)                                                                            \
    {                                                                                              \
        (word), (path), POST_NAME, ASSIGNMENT, .required = true                                    \
    }
#define ENTRY(word, en, zh, is, ...)                                                               \
    {                                                                                              \
        .verb = (word), .help = {en, zh}, EXCHANGES("CreateAssignmentEntry"),                      \
        .arguments = {THE("ASSIGNMENT", "assignment_entry.assignment"),                            \
                      __VA_ARGS__,                                                                 \
                      {"--date", "assignment_entry.effective_date", POST_DATE, .required = true},  \
                      {"--reference", "assignment_entry.reference", POST_TEXT}},                   \
        .constants = {                                                                             \
            {"assignment_entry.kind",                                                              \
             CARAVAN__TRAINING__V1__ASSIGNMENT_ENTRY_KIND__ASSIGNMENT_ENTRY_KIND_##is}             \
        }                                                                                          \
    }

static const struct operation ASSIGNMENT_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Assignments", "派遣"},
     EXCHANGES("ListAssignments"),
     .rows = "assignments",
     .columns = {{{"Assignment", "编号"}, "name"},
                 {{"Kind", "类型"}, "kind"},
                 {{"Person", "人员"}, "person"},
                 {{"Host", "接收单位"}, "host"},
                 {{"Field", "领域"}, "field"},
                 {{"State", "状态"}, "state"},
                 {{"Planned from", "计划开始"}, "planned_start_date"},
                 {{"To", "计划结束"}, "planned_end_date"},
                 {{"Person-days", "人天"}, "person_days"},
                 {{"Deliverables", "成果"}, "deliverables"}}},
    {.verb = "show",
     .help = {"One of them", "一项派遣"},
     EXCHANGES("GetAssignment"),
     .arguments = {THE("ASSIGNMENT", "name")}},
    {.verb = "new",
     .help = {"Plan one, of a person who agreed to assignments", "新增；须有本人对派遣的同意"},
     EXCHANGES("CreateAssignment"),
     .arguments = {{"ASSIGNMENT", "assignment_id", POST_TEXT},
                   {"--kind", "assignment.kind", POST_WORD, .required = true},
                   {"--person", "assignment.person", POST_NAME, "persons/@", .required = true},
                   {"--sender", "assignment.sender", POST_NAME, "organisations/@",
                    .required = true},
                   {"--host", "assignment.host", POST_NAME, "organisations/@", .required = true},
                   {"--field", "assignment.field", POST_TEXT},
                   {"--first-day", "assignment.planned_start_date", POST_DATE, .required = true},
                   {"--last-day", "assignment.planned_end_date", POST_DATE, .required = true},
                   {"--reference", "assignment.reference", POST_TEXT}}},
    {.verb = "move",
     .help = {"confirm, start, complete, end-early, cancel; withdraw, the person, at any time",
              "确认、开始、完成、提前结束、取消；本人可随时退出"},
     EXCHANGES("MoveAssignment"),
     .arguments = {THE("ASSIGNMENT", "name"),
                   {"MOVE", "move", POST_WORD, .required = true},
                   {"--date", "date", POST_DATE}}},
    ENTRY("worked", "So many days were worked, up to --date", "截至 --date 的工作天数", PERSON_DAYS,
          {"DAYS", "assignment_entry.days", POST_NUMBER, .required = true}),
    ENTRY("delivered", "Something was delivered", "交付成果", DELIVERABLE,
          {"TITLE", "assignment_entry.title", POST_TEXT, .required = true}),
    {.verb = "entries",
     .help = {"Days and deliverables of one", "某项派遣的工作与成果"},
     EXCHANGES("ListAssignmentEntries"),
     .arguments = {THE("ASSIGNMENT", "parent")},
     .rows = "assignment_entries",
     .columns = {{{"Entry", "编号"}, "name"},
                 {{"Kind", "类型"}, "kind"},
                 {{"Days", "天数"}, "days"},
                 {{"What", "成果"}, "title"},
                 {{"Day", "日期"}, "effective_date"},
                 {{"Reference", "文号"}, "reference"},
                 {{"Struck", "作废"}, "struck_time"}}},
    {.verb = NULL},
};

static enum exit_code run_assignment(struct run *run)
{
    return operation_run(run, ASSIGNMENT_OPERATIONS);
}

static void help_assignment(FILE *out)
{
    operations_print("assignment", ASSIGNMENT_OPERATIONS, out);
}

static const struct option ASSIGNMENT_OPTIONS[] = {
    {.name = "--kind",
     .value = "KIND",
     .help = {"expert, specialist, teacher or doctor", "专家、科技特派员、教师或医生"}},
    {.name = "--person", .value = "ID", .help = {"who goes", "人员"}},
    {.name = "--sender", .value = "ID", .help = {"which organisation sends", "派出单位"}},
    {.name = "--host", .value = "ID", .help = {"where the work is done", "接收单位"}},
    {.name = "--field", .value = "ID", .help = {"what it is about: education", "领域"}},
    {.name = "--first-day", .value = "DATE", .help = {"as planned", "计划开始"}},
    {.name = "--last-day", .value = "DATE", .help = {"as planned", "计划结束"}},
    {.name = "--date", .value = "DATE", .help = {"the day", "日期"}},
    {.name = "--reference", .value = "TEXT", .help = {"number of a document", "文号"}},
    OPERATION_OUTPUT,
    CLIENT_TRAINING,
    {.name = NULL},
};

const struct command command_assignment = {
    .name = "assignment",
    .operands = "VERB [ASSIGNMENT [MOVE|DAYS|TITLE]]",
    .operands_min = 1,
    .operands_max = 3,
    .calls = true,
    .options = ASSIGNMENT_OPTIONS,
    .summary = {"experts and specialists who are sent", "专家与科技特派员的派遣"},
    .help_more = help_assignment,
    .run = run_assignment,
};
