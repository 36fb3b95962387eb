/* caravan mentor, outcome: who learns from whom within a pairing, and what became of those who
 * completed a course. Both are of persons who agreed to it. */
#include "caravan/training/v1/exchanges.caravan.h"
#include "commands.h"
#include "operations_learning.h"

#define EXCHANGES(name) .service = &caravan_training_v1_exchanges_type, .method = (name)
#define PAIR            "mentorPairs/@"
#define OUTCOME         "employmentOutcomes/@"

/* ---- mentor pairs ---- */

static const struct operation MENTOR_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Mentor pairs", "师徒结对"},
     EXCHANGES("ListMentorPairs"),
     .rows = "mentor_pairs",
     .columns = {{{"Pair", "编号"}, "name"},
                 {{"Mentor", "师傅"}, "mentor"},
                 {{"Mentee", "徒弟"}, "mentee"},
                 {{"Pairing", "结对单位"}, "pairing"},
                 {{"State", "状态"}, "state"},
                 {{"From", "开始日期"}, "start_date"},
                 {{"Agreed until", "约定截止"}, "agreed_until_date"},
                 {{"Ended", "结束日期"}, "ended_date"}}},
    {.verb = "show",
     .help = {"One of them", "一对师徒"},
     EXCHANGES("GetMentorPair"),
     .arguments = {THE("PAIR", "name", PAIR)}},
    {.verb = "new",
     .help = {"Propose one, of two persons who agreed to mentoring",
              "新增；须有双方对师徒结对的同意"},
     EXCHANGES("CreateMentorPair"),
     .arguments = {{"PAIR", "mentor_pair_id", POST_TEXT},
                   {"--mentor", "mentor_pair.mentor", POST_NAME, PERSON, .required = true},
                   {"--mentee", "mentor_pair.mentee", POST_NAME, PERSON, .required = true},
                   {"--pairing", "mentor_pair.pairing", POST_NAME, "pairings/@", .required = true},
                   {"--first-day", "mentor_pair.start_date", POST_DATE, .required = true},
                   {"--last-day", "mentor_pair.agreed_until_date", POST_DATE}}},
    {.verb = "move",
     .help = {"accept, by both; end, by either at any time and without a reason",
              "双方接受；任何一方可随时结束，无须理由"},
     EXCHANGES("MoveMentorPair"),
     .arguments = {THE("PAIR", "name", PAIR),
                   {"MOVE", "move", POST_WORD, .required = true},
                   {"--date", "date", POST_DATE}}},
    {.verb = "until",
     .help = {"Agree on another last day", "调整约定的截止日期"},
     EXCHANGES("UpdateMentorPair"),
     .arguments = {THE("PAIR", "mentor_pair.name", PAIR),
                   {"DAY", "mentor_pair.agreed_until_date", POST_DATE, .required = true}},
     .etag = "mentor_pair.etag",
     .mask = "agreed_until_date"},
    {.verb = NULL},
};

static enum exit_code run_mentor(struct run *run)
{
    return operation_run(run, MENTOR_OPERATIONS);
}

static void help_mentor(FILE *out)
{
    operations_print("mentor", MENTOR_OPERATIONS, out);
}

static const struct option MENTOR_OPTIONS[] = {
    {.name = "--mentor", .value = "ID", .help = {"who teaches", "师傅"}},
    {.name = "--mentee", .value = "ID", .help = {"who learns", "徒弟"}},
    {.name = "--pairing", .value = "ID", .help = {"of their institutions", "所属单位的结对"}},
    {.name = "--first-day", .value = "DATE", .help = {"it begins", "开始日期"}},
    {.name = "--last-day", .value = "DATE", .help = {"as agreed", "约定截止"}},
    {.name = "--date", .value = "DATE", .help = {"the first day without it", "结束日期"}},
    OPERATION_OUTPUT,
    CLIENT_TRAINING,
    {.name = NULL},
};

const struct command command_mentor = {
    .name = "mentor",
    .operands = "VERB [PAIR [MOVE|DAY]]",
    .operands_min = 1,
    .operands_max = 3,
    .calls = true,
    .options = MENTOR_OPTIONS,
    .summary = {"mentors and who learns from them", "师徒结对"},
    .help_more = help_mentor,
    .run = run_mentor,
};

/* ---- outcomes ---- */

static const struct operation OUTCOME_OPERATIONS[] = {
    {.verb = "list",
     .help = {"What was answered some months after a course", "结业回访"},
     EXCHANGES("ListEmploymentOutcomes"),
     .rows = "employment_outcomes",
     .columns = {{{"Outcome", "编号"}, "name"},
                 {{"Course", "课程"}, "course"},
                 {{"After", "时点"}, "mark"},
                 {{"Answer", "回答"}, "answer"},
                 {{"In field", "专业对口"}, "in_field"},
                 {{"Day", "日期"}, "effective_date"},
                 {{"Struck", "作废"}, "struck_time"}}},
    {.verb = "show",
     .help = {"One of them", "一次回访"},
     EXCHANGES("GetEmploymentOutcome"),
     .arguments = {THE("OUTCOME", "name", OUTCOME)}},
    {.verb = "new",
     .help = {"Record what somebody answered who agreed to be asked; any answer is as good as any "
              "other",
              "登记回访；须有本人同意，各种回答一视同仁"},
     EXCHANGES("CreateEmploymentOutcome"),
     .arguments = {THE("ENROLMENT", "employment_outcome.enrolment", ENROLMENT),
                   {"MARK", "employment_outcome.mark", POST_WORD, .required = true},
                   {"ANSWER", "employment_outcome.answer", POST_WORD, .required = true},
                   {"--date", "employment_outcome.effective_date", POST_DATE, .required = true},
                   {"--in-field", "employment_outcome.in_field", POST_YES}}},
    {.verb = "strike",
     .help = {"It was wrong: from now on it does not count", "记录有误：此后不再计入"},
     EXCHANGES("StrikeEmploymentOutcome"),
     .arguments = {THE("OUTCOME", "name", OUTCOME),
                   {"--reason", "reason", POST_TEXT, .required = true}}},
    {.verb = NULL},
};

static enum exit_code run_outcome(struct run *run)
{
    return operation_run(run, OUTCOME_OPERATIONS);
}

static void help_outcome(FILE *out)
{
    operations_print("outcome", OUTCOME_OPERATIONS, out);
}

static const struct option OUTCOME_OPTIONS[] = {
    {.name = "--date", .value = "DATE", .help = {"the day of the answer", "回答的日期"}},
    {.name = "--in-field", .help = {"the work is what the course was about", "工作与课程对口"}},
    {.name = "--reason",
     .value = "TEXT",
     .help = {"why; never about the person", "原因；不得涉及个人"}},
    OPERATION_OUTPUT,
    CLIENT_TRAINING,
    {.name = NULL},
};

const struct command command_outcome = {
    .name = "outcome",
    .operands = "VERB [OUTCOME|COURSE/COHORT/ENROLMENT [MARK ANSWER]]",
    .operands_min = 1,
    .operands_max = 4,
    .calls = true,
    .options = OUTCOME_OPTIONS,
    .summary = {"what became of those who completed a course", "结业回访：就业去向"},
    .help_more = help_outcome,
    .run = run_outcome,
};
