/* caravan person, course, cohort: who may learn, and what is held when. Many of them at once:
 * `caravan import`. */
#include "commands.h"
#include "operations_learning.h"

/* ---- people ---- */

static const struct operation PERSON_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Persons", "人员"},
     LEARNING("ListPersons"),
     .rows = "persons",
     .columns = {{{"Person", "编号"}, "name"},
                 {{"Name", "姓名"}, "full_name"},
                 {{"Organisation", "单位"}, "organisation"}}},
    {.verb = "show",
     .help = {"One of them, and what the person agreed to", "一人及其同意事项"},
     LEARNING("GetPerson"),
     .arguments = {THE("PERSON", "name", PERSON)}},
    {.verb = "new",
     .help =
         {"Record a person; without an id the server makes one, which says nothing of who it is",
          "登记人员；不给编号时由服务器生成"},
     LEARNING("CreatePerson"),
     .arguments = {{"PERSON", "person_id", POST_TEXT},
                   {"--name", "person.full_name", POST_TEXT},
                   {"--contact", "person.contact", POST_TEXT},
                   {"--organisation", "person.organisation", POST_NAME, "organisations/@"}}},
    {.verb = "consent",
     .help = {"The person agrees to something, by an act of his own: training, certificate, "
              "outcome ...",
              "本人同意某事项：培训、证书、回访等"},
     LEARNING("GiveConsent"),
     .arguments = {THE("PERSON", "name", PERSON),
                   {"PURPOSE", "consent.purpose", POST_WORD, .required = true},
                   {"--text", "consent.text_version", POST_TEXT, .required = true},
                   {"--date", "consent.given_date", POST_DATE, .required = true},
                   {"--course", "consent.course", POST_NAME, COURSE}}},
    {.verb = "withdraw",
     .help = {"The person withdraws it, at any time and without a reason",
              "本人撤回同意，无须理由"},
     LEARNING("WithdrawConsent"),
     .arguments = {THE("PERSON", "name", PERSON),
                   {"PURPOSE", "purpose", POST_WORD, .required = true},
                   {"--date", "withdrawn_date", POST_DATE},
                   {"--course", "course", POST_NAME, COURSE}}},
    {.verb = "export",
     .help = {"All that is kept of the person", "关于此人的全部记录"},
     LEARNING("ExportPerson"),
     .arguments = {THE("PERSON", "name", PERSON)}},
    {.verb = "erase",
     .help = {"Erase who it is, for good; counts stay as they were", "永久删除个人信息；统计不变"},
     LEARNING("ErasePerson"),
     .arguments = {THE("PERSON", "name", PERSON)}},
    {.verb = NULL},
};

static enum exit_code run_person(struct run *run)
{
    return operation_run(run, PERSON_OPERATIONS);
}

static void help_person(FILE *out)
{
    operations_print("person", PERSON_OPERATIONS, out);
}

static const struct option PERSON_OPTIONS[] = {
    {.name = "--name", .value = "TEXT", .help = {"as the person writes it", "姓名"}},
    {.name = "--contact", .value = "TEXT", .help = {"an e-mail address or telephone", "联系方式"}},
    {.name = "--organisation", .value = "ID", .help = {"to which the person belongs", "所属单位"}},
    {.name = "--text", .value = "VERSION", .help = {"which text the person saw", "文本版本"}},
    {.name = "--course", .value = "ID", .help = {"for this course only", "仅限该课程"}},
    {.name = "--date", .value = "DATE", .help = {"the day; otherwise today", "日期，默认为今天"}},
    OPERATION_OUTPUT,
    CLIENT_TRAINING,
    {.name = NULL},
};

const struct command command_person = {
    .name = "person",
    .operands = "VERB [PERSON [PURPOSE]]",
    .operands_min = 1,
    .operands_max = 3,
    .calls = true,
    .options = PERSON_OPTIONS,
    .summary = {"persons, what they agreed to, and their rights", "人员、同意事项与个人权利"},
    .help_more = help_person,
    .run = run_person,
};

/* ---- courses ---- */

static const struct operation COURSE_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Courses", "课程"},
     LEARNING("ListCourses"),
     .rows = "courses",
     .columns = {{{"Course", "编号"}, "name"},
                 {{"Title", "英文名称"}, "title"},
                 {{"Chinese", "名称"}, "title_zh"},
                 {{"Kind", "类型"}, "kind"},
                 {{"Minutes", "分钟"}, "minutes"},
                 {{"Held by", "承办单位"}, "organisation"}}},
    {.verb = "show",
     .help = {"One of them", "一门课程"},
     LEARNING("GetCourse"),
     .arguments = {THE("COURSE", "name", COURSE)}},
    {.verb = "new",
     .help = {"Record a course", "新增课程"},
     LEARNING("CreateCourse"),
     .arguments = {{"COURSE", "course_id", POST_TEXT, .required = true},
                   {"--title", "course.title", POST_TEXT},
                   {"--title-zh", "course.title_zh", POST_TEXT},
                   {"--kind", "course.kind", POST_WORD},
                   {"--minutes", "course.minutes", POST_NUMBER},
                   {"--organisation", "course.organisation", POST_NAME, "organisations/@"}}},
    {.verb = NULL},
};

static enum exit_code run_course(struct run *run)
{
    return operation_run(run, COURSE_OPERATIONS);
}

static void help_course(FILE *out)
{
    operations_print("course", COURSE_OPERATIONS, out);
}

static const struct option COURSE_OPTIONS[] = {
    TITLE_OPTIONS,
    {.name = "--kind", .value = "KIND", .help = {"for whom or what it is", "类型"}},
    {.name = "--minutes", .value = "N", .help = {"how long it takes", "时长（分钟）"}},
    {.name = "--organisation", .value = "ID", .help = {"who holds it", "承办单位"}},
    OPERATION_OUTPUT,
    CLIENT_TRAINING,
    {.name = NULL},
};

const struct command command_course = {
    .name = "course",
    .operands = "VERB [COURSE]",
    .operands_min = 1,
    .operands_max = 2,
    .calls = true,
    .options = COURSE_OPTIONS,
    .summary = {"courses: what can be learned", "课程"},
    .help_more = help_course,
    .run = run_course,
};

/* ---- cohorts ---- */

static const struct operation COHORT_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Cohorts of a course", "某课程的班次"},
     LEARNING("ListCohorts"),
     .arguments = {THE("COURSE", "parent", COURSE)},
     .rows = "cohorts",
     .columns = {{{"Cohort", "编号"}, "name"},
                 {{"Title", "英文名称"}, "title"},
                 {{"Chinese", "名称"}, "title_zh"},
                 {{"State", "状态"}, "state"},
                 {{"From", "开始"}, "first_date"},
                 {{"To", "结束"}, "last_date"},
                 {{"Seats", "名额"}, "capacity"},
                 {{"Taken", "已占"}, "taken"},
                 {{"Waiting", "候补"}, "waiting"},
                 {{"Funding", "经费"}, "funding.state"}}},
    {.verb = "show",
     .help = {"One of them", "一个班次"},
     LEARNING("GetCohort"),
     .arguments = {THE("COHORT", "name", COHORT)}},
    {.verb = "new",
     .help = {"Plan a cohort", "新增班次"},
     LEARNING("CreateCohort"),
     .arguments = {THE("COURSE", "parent", COURSE),
                   {"COHORT", "cohort_id", POST_TEXT, .required = true},
                   {"--title", "cohort.title", POST_TEXT},
                   {"--title-zh", "cohort.title_zh", POST_TEXT},
                   {"--seats", "cohort.capacity", POST_NUMBER, .required = true},
                   {"--waiting", "cohort.waiting_capacity", POST_NUMBER},
                   {"--first-day", "cohort.first_date", POST_DATE, .required = true},
                   {"--last-day", "cohort.last_date", POST_DATE, .required = true},
                   {"--opens", "cohort.opens_date", POST_DATE},
                   {"--closes", "cohort.closes_date", POST_DATE},
                   {"--place", "cohort.place", POST_TEXT},
                   {"--budget-line", "cohort.budget_line", POST_TEXT},
                   {"--estimate", "cohort.estimate", POST_MONEY}}},
    {.verb = "move",
     .help = {"open, start, complete or cancel it", "报名、开班、结业或取消"},
     LEARNING("MoveCohort"),
     .arguments = {THE("COHORT", "name", COHORT),
                   {"MOVE", "move", POST_WORD, .required = true},
                   {"--cost", "actual_cost", POST_MONEY}}},
    {.verb = "seats",
     .help = {"More seats, or fewer than are free: who waits is offered them at once",
              "调整名额；新增名额即时按序提供给候补者"},
     LEARNING("UpdateCohort"),
     .arguments = {THE("COHORT", "cohort.name", COHORT),
                   {"N", "cohort.capacity", POST_NUMBER, .required = true}},
     .etag = "cohort.etag",
     .mask = "capacity"},
    {.verb = "rates",
     .help = {"How often those were there who should have been", "出勤率"},
     LEARNING("GetAttendanceRates"),
     .arguments = {THE("COHORT", "name", COHORT)},
     .rows = "enrolments",
     .columns = {{{"Enrolment", "报名"}, "name"},
                 {{"Present", "出席"}, "present"},
                 {{"Late", "迟到"}, "late"},
                 {{"Absent", "缺席"}, "absent"},
                 {{"Excused", "请假"}, "excused"},
                 {{"Rate, 1/100 %", "出勤率（万分比）"}, "basis_points"}}},
    {.verb = NULL},
};

static enum exit_code run_cohort(struct run *run)
{
    return operation_run(run, COHORT_OPERATIONS);
}

static void help_cohort(FILE *out)
{
    operations_print("cohort", COHORT_OPERATIONS, out);
}

static const struct option COHORT_OPTIONS[] = {
    TITLE_OPTIONS,
    {.name = "--seats", .value = "N", .help = {"how many", "名额"}},
    {.name = "--waiting", .value = "N", .help = {"places on the waiting list", "候补名额"}},
    {.name = "--first-day", .value = "DATE", .help = {"it begins", "开始日期"}},
    {.name = "--last-day", .value = "DATE", .help = {"it ends", "结束日期"}},
    {.name = "--opens", .value = "DATE", .help = {"from when one may apply", "报名开始"}},
    {.name = "--closes", .value = "DATE", .help = {"until when", "报名截止"}},
    {.name = "--place", .value = "TEXT", .help = {"where it is held", "地点"}},
    {.name = "--budget-line", .value = "LINE", .help = {"of a project, which pays", "预算科目"}},
    {.name = "--estimate",
     .value = "AMOUNT",
     .help = {"what it will cost: reserved before it opens", "预计费用；报名前预留"}},
    {.name = "--cost",
     .value = "AMOUNT",
     .help = {"what it did cost, when it is completed", "结业时的实际费用"}},
    OPERATION_OUTPUT,
    CLIENT_TRAINING,
    {.name = NULL},
};

const struct command command_cohort = {
    .name = "cohort",
    .operands = "VERB COURSE|COURSE/COHORT [MOVE|N]",
    .operands_min = 2,
    .operands_max = 3,
    .calls = true,
    .options = COHORT_OPTIONS,
    .summary = {"courses held once: seats, waiting lists, attendance", "班次：名额、候补、出勤率"},
    .help_more = help_cohort,
    .run = run_cohort,
};
