/* From the bytes of spreadsheets to the rows of one request, and from refusals back to cells. */
#include "base/buf.h"
#include "base/status.h"
#include "batch.h"
#include "import_result.h"

#include <iconv.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FILES_MAX    12

struct file {
    const char *name;
    const char *text;
};

struct bench {
    struct cv_arena arena;
    struct problems problems;
    struct sheet sheets[FILES_MAX];
    struct batch batch;
    bool readable;
};

static struct bench bench;

static int set_up(void **state)
{
    (void)state;
    bench = (struct bench){.readable = true};
    cv_arena_init(&bench.arena, 1 << 24);
    problems_init(&bench.problems, &bench.arena);
    text_set_language(ENGLISH);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cv_arena_release(&bench.arena);
    cv_arena_thread_done();
    return 0;
}

static void read_files(const struct file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct cv_slice bytes = {(const uint8_t *)files[i].text, strlen(files[i].text)};
        const struct form *form = form_of_file(files[i].name);

        assert_non_null(form);
        if (!sheet_read(&bench.sheets[i], i, files[i].name, form, bytes, &bench.arena,
                        &bench.problems))
            bench.readable = false;
    }
    batch_init(&bench.batch, &bench.arena, &bench.problems, bench.sheets, count);
}

static void fill(const struct file *files, size_t count, const char *programme)
{
    const char *complaint;

    read_files(files, count);
    if (batch_find_programme(&bench.batch, programme, &complaint) == NULL)
        fail_msg("%s", complaint);
    batch_fill(&bench.batch);
    problems_sort(&bench.problems);
}

/* All problems as they are printed; freed with the arena. */
static const char *problems_text(void)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    const char *copy;

    assert_non_null(out);
    problems_print(&bench.problems, 1000, out);
    (void)fclose(out);
    copy = cv_arena_string(&bench.arena, text);
    free(text);
    return copy;
}

/* ---- what becomes of good rows ---- */

static void print_date(struct cv_buf *out, const Google__Type__Date *date)
{
    if (date != NULL)
        cv_buf_printf(out, " %d-%d-%d", date->year, date->month, date->day);
}

static void print_money(struct cv_buf *out, const Caravan__Common__V1__Money *money)
{
    cv_buf_printf(out, " %" PRId64 "%s", money->minor_units, money->currency);
}

static void print_project(struct cv_buf *out,
                          const Caravan__Projects__V1__CreateProjectRequest *create)
{
    const Caravan__Projects__V1__Project *project = create->project;

    cv_buf_printf(out, "project %s/%s %s|%s %s state %d", create->parent, create->project_id,
                  project->title, project->title_zh, project->partner, (int)project->state);
    for (size_t i = 0; i < project->n_sectors; i++)
        cv_buf_printf(out, " %s:%d", project->sectors[i]->code,
                      project->sectors[i]->share_basis_points);
    for (size_t i = 0; i < project->n_sites; i++)
        cv_buf_printf(out, " @%s:%d", project->sites[i]->id, project->sites[i]->share_basis_points);
    print_date(out, project->planned_start_date);
    print_date(out, project->actual_start_date);
}

static void print_money_row(struct cv_buf *out, const Caravan__Projects__V1__ImportRow *row)
{
    const Caravan__Projects__V1__CreateBudgetLineRequest *line = row->budget_line;
    const Caravan__Projects__V1__CreateBudgetChangeRequest *change = row->budget_change;
    const Caravan__Projects__V1__CreateCommitmentRequest *commitment = row->commitment;
    const Caravan__Projects__V1__CreateDisbursementRequest *paid = row->disbursement;

    if (row->record_case == CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_BUDGET_LINE) {
        cv_buf_printf(out, "budget %s/%s %s %s %s %d", line->parent, line->budget_line_id,
                      line->budget_line->title_zh, line->budget_line->category,
                      line->budget_line->site, line->budget_line->fiscal_year);
        print_money(out, line->budget_line->amount);
        print_date(out, line->budget_line->effective_date);
        cv_buf_printf(out, " %s", line->budget_line->reference);
    } else if (row->record_case == CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_BUDGET_CHANGE) {
        cv_buf_printf(out, "change %s/%s kind %d from %s to %s", change->parent,
                      change->budget_change_id, (int)change->budget_change->kind,
                      change->budget_change->budget_line, change->budget_change->to_budget_line);
        print_money(out, change->budget_change->amount);
        print_date(out, change->budget_change->effective_date);
        cv_buf_printf(out, " %s", change->budget_change->reference);
    } else if (row->record_case == CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_COMMITMENT) {
        cv_buf_printf(out, "commitment %s/%s from %s", commitment->parent,
                      commitment->commitment_id, commitment->commitment->budget_line);
        print_money(out, commitment->commitment->amount);
        print_date(out, commitment->commitment->effective_date);
    } else {
        cv_buf_printf(out, "disbursement %s/%s from %s", paid->parent, paid->disbursement_id,
                      paid->disbursement->commitment);
        print_money(out, paid->disbursement->amount);
        print_date(out, paid->disbursement->effective_date);
    }
}

static void print_row(struct cv_buf *out, const Caravan__Projects__V1__ImportRow *row)
{
    const Caravan__Projects__V1__CreateIndicatorRequest *indicator = row->indicator;
    const Caravan__Projects__V1__CreateObservationRequest *seen = row->observation;

    switch (row->record_case) {
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_PROGRAMME:
        cv_buf_printf(out, "programme %s %s|%s %s", row->programme->programme_id,
                      row->programme->programme->title, row->programme->programme->title_zh,
                      row->programme->programme->currency);
        print_date(out, row->programme->programme->start_date);
        print_date(out, row->programme->programme->end_date);
        break;
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_PARTNER:
        cv_buf_printf(out, "partner %s/%s %s|%s kind %d", row->partner->parent,
                      row->partner->partner_id, row->partner->partner->title,
                      row->partner->partner->title_zh, (int)row->partner->partner->kind);
        for (size_t i = 0; i < row->partner->partner->n_users; i++)
            cv_buf_printf(out, " %s", row->partner->partner->users[i]);
        break;
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_PROJECT:
        print_project(out, row->project);
        break;
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_INDICATOR:
        cv_buf_printf(out, "indicator %s/%s %s kind %d unit %s|%s decimals %d grain %d people %d",
                      indicator->parent, indicator->indicator_id, indicator->indicator->title_zh,
                      (int)indicator->indicator->kind, indicator->indicator->unit,
                      indicator->indicator->unit_zh, indicator->indicator->decimals,
                      (int)indicator->indicator->grain, indicator->indicator->counts_people);
        break;
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_OBSERVATION:
        cv_buf_printf(out, "observation %s/%s %s@%s %s %" PRId64 "/%" PRId64, seen->parent,
                      seen->observation_id, seen->observation->project, seen->observation->site,
                      seen->observation->subject, seen->observation->value,
                      seen->observation->weight);
        print_date(out, seen->observation->effective_date);
        break;
    default:
        print_money_row(out, row);
        break;
    }
    cv_buf_add_text(out, "\n");
}

static const char *rows_text(void)
{
    struct cv_buf out;
    const char *copy;

    cv_buf_init(&out, 1 << 20);
    for (size_t i = 0; i < bench.batch.count; i++)
        print_row(&out, bench.batch.rows[i]);
    cv_buf_add(&out, "", 1);
    copy = cv_arena_string(&bench.arena, (const char *)out.at);
    cv_buf_free(&out);
    return copy;
}

static const char ALL_ROWS[] =
    "programme jw Support|对口支援  2023-4-1 2026-3-31\n"
    "partner programmes/jw/p1 Clinic|医院 kind 5 cashier ann@clinic\n"
    "project programmes/jw/0001 School|学校 programmes/jw/partners/p1 state 2 health:6000 "
    "education:4000 @s1:3000 @s2:7000 2023-4-1 2023-5-1\n"
    "budget programmes/jw/projects/0001/b1 2023年预算 works s1 2023 12500000CNY 2023-4-2 文1\n"
    "change programmes/jw/projects/0001/t1 kind 3 from programmes/jw/projects/0001/budgetLines/b1 "
    "to programmes/jw/projects/0002/budgetLines/b9 2500000CNY 2023-4-3 文2\n"
    "commitment programmes/jw/projects/0001/c1 from programmes/jw/projects/0001/budgetLines/b1 "
    "10000000CNY 2023-5-2\n"
    "disbursement programmes/jw/projects/0001/d1 from programmes/jw/projects/0001/commitments/c1 "
    "123456CNY 2023-6-2\n"
    "indicator programmes/jw/clinics 义诊 kind 1 unit events|场 decimals 1 grain 2 people 1\n"
    "observation programmes/jw/indicators/clinics/o1 programmes/jw/projects/0001@s1  125/0 "
    "2023-7-31\n";

static void a_row_of_each_kind_becomes_its_create(void **state)
{
    static const struct file FILES[] = {
        {"programme.csv",
         "id,title,title_zh,start,end\njw,Support,对口支援,2023-04-01,2026-03-31\n"},
        {"partners.csv",
         "id,title,title_zh,kind,users\np1,Clinic,医院,hospital,cashier ; ann@clinic\n"},
        {"projects.csv", "id,title,title_zh,partner,sectors,state,planned_start,planned_end,"
                         "actual_start\n0001,School,学校,p1,health 60%; education 40%,implementing,"
                         "2023-04-01,2026-03-31,2023-05-01\n"},
        {"sites.csv", "project,id,title,share\n0001,s1,East,30%\n0001,s2,West,70%\n"},
        {"budget.csv", "project,id,title_zh,category,site,fiscal_year,amount (元),date,reference\n"
                       "0001,b1,2023年预算,works,s1,2023,\"125,000.00\",2023-04-02,文1\n"},
        {"budget_changes.csv", "project,id,kind,budget_line,to_project,to_budget_line,amount "
                               "(元),date,reference\n"
                               "0001,t1,transfer,b1,0002,b9,25000,2023-04-03,文2\n"},
        {"commitments.csv",
         "project,id,budget_line,amount (元),date\n0001,c1,b1,100000,2023-05-02\n"},
        {"disbursements.csv",
         "project,id,commitment,amount (元),date\n0001,d1,c1,1234.56,20230602\n"},
        {"indicators.csv", "id,title_zh,kind,unit,unit_zh,decimals,grain,counts_people\n"
                           "clinics,义诊,flow,events,场,1,quarter,yes\n"},
        {"observations.csv", "indicator,id,project,site,date,value\n"
                             "clinics,o1,0001,s1,2023-07-31,12.5\n"},
    };

    (void)state;
    fill(FILES, COUNT(FILES), NULL);
    assert_string_equal(problems_text(), "");
    assert_string_equal(rows_text(), ALL_ROWS);
}

static const char *to_gb18030(const char *text)
{
    size_t left = strlen(text);
    size_t room = left * 2 + 1;
    char *bytes = cv_arena_zalloc(&bench.arena, room);
    char *from = (char *)(uintptr_t)text;
    char *to = bytes;
    iconv_t handle = iconv_open("GB18030", "UTF-8");

    assert_true(handle != (iconv_t)-1);
    assert_int_not_equal(iconv(handle, &from, &left, &to, &room), (size_t)-1);
    (void)iconv_close(handle);
    return bytes;
}

/* The same programme as a Chinese office keeps it: GB18030, CRLF, other order, full width, 万元. */
static void a_chinese_office_s_files_give_the_same_rows(void **state)
{
    struct file files[] = {
        {"计划.csv", "开始日期,结束日期,编号,名称,英文名称\r\n"
                     "2023年4月1日,2026/3/31,ＪＷ,对口支援,Support\r\n"},
        {"合作单位.csv",
         "编号,单位名称,英文名称,类型,经办账号\r\nP1,医院,Clinic,医院,cashier、ａｎｎ@clinic\r\n"},
        {"项目.csv", "项目编号,项目名称,英文名称,实施单位,领域,状态,计划开始,计划结束,开工日期\r\n"
                     "０００１,学校,School,P1,health 60%、education 40%,实施中,2023.4.1,2026.3.31,"
                     "2023-5-1\r\n"},
        {"地点.csv", "项目编号,地点编号,地点名称,占比（％）\r\n0001,S1,东乡,30\r\n"
                     "0001,S2,西乡,70\r\n"},
        {"预算.csv", "项目编号,预算编号,年度,名称,类别,地点,预算金额（万元）,批准日期,文号\r\n"
                     "0001,B1,２０２３,2023年预算,works,s1,１２．５,2023-04-02,文1\r\n"},
        {"预算调整.csv", "项目编号,编号,类型,预算编号,调入项目,调入预算,金额（万元）,日期,文号\n"
                         "0001,t1,调剂,b1,0002,b9,2.5,2023年4月3日,文2\n"},
        {"合同.csv", "合同编号,项目编号,预算编号,合同金额（万元）,签订日期\r\n"
                     "C1,0001,B1,10万元,2023/5/2 0:00\r\n"},
        {"支付.csv", "支付编号,项目编号,合同编号,支付金额（元）,支付日期\r\n"
                     "D1,0001,C1,\"￥1,234.56\",2023-06-02\r\n"},
        {"指标.csv", "指标编号,指标名称,类型,单位,英文单位,小数位数,统计周期,统计人数\r\n"
                     "clinics,义诊,流量,场,events,1,季度,是\r\n"},
        {"观测.csv", "指标编号,记录编号,项目编号,地点编号,统计日期,数值（场）\r\n"
                     "clinics,O1,0001,s1,2023-07-31,１２．５\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(files); i++)
        files[i].text = to_gb18030(files[i].text);
    fill(files, COUNT(files), NULL);
    assert_string_equal(problems_text(), "");
    assert_string_equal(rows_text(), ALL_ROWS);
}

/* ---- ids from contents ---- */

static const char *paid_id(size_t row)
{
    return bench.batch.rows[row]->disbursement->disbursement_id;
}

static void a_row_without_an_id_is_known_by_its_content(void **state)
{
    static const struct file OLD[] = {
        {"disbursements.csv", "project,commitment,amount,date\n0001,c1,10,2023-06-02\n"
                              "0001,c1,10,2023-06-02\n0001,c1,11,2023-06-02\n"},
    };
    static const struct file NEW[] = {
        /* other words, other order, one line before them, and a heading that names the currency */
        {"支付.csv", "日期,金额（万元）,合同,项目\n2023-06-01,0.0010,c1,0001\n"
                     "2023年6月2日,0.0010,c1,0001\n2023-06-02,0.0011,c1,0001\n"
                     "2023-06-02,10元,c1,0001\n"},
    };
    const char *ids[3];

    (void)state;
    fill(OLD, 1, "jw");
    assert_int_equal(bench.batch.count, 3);
    for (size_t i = 0; i < 3; i++)
        ids[i] = strdup(paid_id(i));
    assert_string_not_equal(ids[0], ids[1]);
    assert_string_equal(ids[0], "row-23b05e9e57b1d5d8"); /* what is in stores already */
    assert_string_equal(ids[1], "row-23b05e9e57b1d5d8-2");
    tear_down(NULL);
    set_up(NULL);
    fill(NEW, 1, "jw");
    assert_string_equal(problems_text(), "");
    assert_string_not_equal(paid_id(0), ids[0]);
    assert_string_equal(paid_id(1), ids[0]);
    assert_string_equal(paid_id(2), ids[2]);
    assert_string_equal(paid_id(3), ids[1]);
    for (size_t i = 0; i < 3; i++)
        free((char *)(uintptr_t)ids[i]);
}

/* ---- what is wrong ---- */

static const struct {
    struct file file;
    const char *says;
} PROBLEMS[] = {
    {{"budget.csv", "project,title,fiscal_year,amount（万元）,date\n"
                    "0001,Budget,2023,12.5x,2023-04-01\n"},
     "budget.csv:2:D: amount（万元） is \"12.5x\": must be an amount such as 1234.50, 1,234.50 "
     "or "
     "12.5万元\n"},
    {{"budget.csv", "project,title,fiscal_year,amount,date\n"
                    "0001,Budget,23,1.234,2023-02-30\n"},
     "budget.csv:2:C: fiscal_year is \"23\": must be a whole number from 1900 to 2999\n"
     "budget.csv:2:D: amount is \"1.234\": has more decimals than its unit allows\n"
     "budget.csv:2:E: date is \"2023-02-30\": is no day of the calendar\n"},
    {{"budget.csv", "project,fiscal_year,amount,date\n0001,2023,1,2023-02-01\n"},
     "budget.csv:2: title or title_zh must be filled in\n"},
    {{"disbursements.csv", "project,commitment,amount,date\n,c 1,,\n"},
     "disbursements.csv:2:A: project is \"\": must not be empty\n"
     "disbursements.csv:2:B: commitment is \"c 1\": must be 1 to 63 letters a to z, digits, "
     "'.', '_' and '-', a letter or digit first\n"
     "disbursements.csv:2:C: amount is \"\": must not be empty\n"
     "disbursements.csv:2:D: date is \"\": must not be empty\n"},
    {{"disbursements.csv", "project,commitment,amout,date\n0001,c1,1,2023-02-01\n"},
     "disbursements.csv:1: the column amount is missing\n"
     "disbursements.csv:1:C: \"amout\" is no column of disbursements (is amount meant?); these "
     "are: project, id, commitment, amount, date, reference\n"},
    {{"disbursements.csv", "project,commitment,amount（箱）,date\n0001,c1,1,2023-02-01\n"},
     "disbursements.csv:1:C: \"amount（箱）\" has a unit that is not understood: 元, 千元, "
     "万元, "
     "百万元, 亿元 or a currency such as CNY are\n"},
    {{"disbursements.csv", "project,commitment,amount,金额,date\n0001,c1,1,1,2023-02-01\n"},
     "disbursements.csv:1:D: \"金额\" is there twice: amount, too\n"},
    {{"disbursements.csv", "project,commitment,amount,date\n0001,c1,1,2023-02-01,note\n"},
     "disbursements.csv:2:E: \"note\" stands under no heading\n"},
    {{"disbursements.csv", "project,commitment,amount,date\n\"0001\"x,c1,1,2023-02-01\n"},
     "disbursements.csv:2: has text behind a closing quote; a quote inside quotes is written "
     "twice\n"},
    {{"disbursements.csv", "\n"},
     "disbursements.csv:1: the file is empty; its first line must name the columns\n"},
    {{"projects.csv", "id,title,sectors,state\n0001,School,\"a, b\",begun\n"},
     "projects.csv:2:D: state is \"begun\": must be one of draft, submitted, "
     "pipeline, implementing, finalising, "
     "closed, cancelled, suspended\n"},
    {{"projects.csv", "id,title,sectors\n0001,School,health sixty\n"},
     "projects.csv:2:C: sectors is \"health sixty\": must be a code such as health, or several "
     "with their shares: health 60%; villages 40%\n"},
    {{"sites.csv", "project,id,title\n0001,s1,East\n"},
     "sites.csv:2:A: project is \"0001\": must be a project of projects.csv in the same "
     "import: "
     "sites are recorded with their project\n"},
    {{"indicators.csv", "id,title,kind,unit,decimals,counts_people\nx,X,sum,m2,7,maybe\n"},
     "indicators.csv:2:C: kind is \"sum\": must be one of flow, level, distinct_count, ratio, "
     "weighted_mean, money_flow, qualitative\n"
     "indicators.csv:2:E: decimals is \"7\": must be a whole number from 0 to 6\n"
     "indicators.csv:2:F: counts_people is \"maybe\": must be yes or no\n"},
    {{"observations.csv", "indicator,project,date,value\nx,0001,2023-02-01,5\n"},
     "observations.csv:2:A: indicator is \"x\": is no indicator of the programme; new ones go "
     "into indicators.csv\n"},
    {{"partners.csv", "id,title,kind\np1,\"two\nlines\",school\n"},
     "partners.csv:2:B: title is \"two lines\": must be on one line, without tabs\n"},
};

static void every_problem_says_where_and_what_is_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(PROBLEMS); i++) {
        fill(&PROBLEMS[i].file, 1, "jw");
        assert_string_equal(problems_text(), PROBLEMS[i].says);
        assert_int_equal(bench.batch.count, 0);
        tear_down(NULL);
        set_up(NULL);
    }
}

static void problems_are_said_in_chinese(void **state)
{
    static const struct file FILE = {"支付.csv",
                                     "项目,合同,金额（万元）,日期,备忘\n0001,c1,12x,2023-13-01,\n"};

    (void)state;
    text_set_language(CHINESE);
    fill(&FILE, 1, "jw");
    assert_string_equal(
        problems_text(),
        "支付.csv:1:E: “备忘” 不是支付的列；可用的列：项目、编号、合同、金额、日期、文号\n");
}

static void good_rows_stay_beside_bad_ones(void **state)
{
    static const struct file FILES[] = {
        {"projects.csv", "id,title,sectors\n0001,A,health\n0002,B,health\n0003,,health\n"},
        {"sites.csv", "project,id,title\n0001,s1,East\n0002,s 2,West\n"},
        {"commitments.csv", "project,budget_line,amount,date\n0001,b1,5,2023-01-01\n"
                            "0001,b1,five,2023-01-01\n"},
    };

    (void)state;
    fill(FILES, COUNT(FILES), "jw");
    assert_int_equal(bench.problems.count, 3); /* 0003, the site of 0002, five */
    assert_int_equal(bench.batch.count, 2);
    assert_string_equal(bench.batch.rows[0]->project->project_id, "0001");
    assert_int_equal(bench.batch.origins[1].row->line, 2);
}

/* ---- which programme ---- */

static void the_programme_is_named_once(void **state)
{
    static const struct file FILES[] = {
        {"programme.csv", "id,title,start,end,currency\njw,A,2023-01-01,2026-01-01,JPY\n"},
        {"disbursements.csv", "project,commitment,amount,date\n0001,c1,100,2023-02-01\n"},
    };
    const char *complaint;

    (void)state;
    read_files(FILES, 2);
    assert_null(batch_find_programme(&bench.batch, "other", &complaint));
    assert_string_equal(complaint, "is other, but programme.csv is about jw");
    assert_string_equal(batch_find_programme(&bench.batch, "JW", &complaint), "jw");
    batch_fill(&bench.batch);
    /* its currency decides what an amount without a unit is */
    assert_int_equal(bench.batch.rows[1]->disbursement->disbursement->amount->minor_units, 100);
    batch_init(&bench.batch, &bench.arena, &bench.problems, bench.sheets + 1, 1);
    assert_null(batch_find_programme(&bench.batch, NULL, &complaint));
    assert_non_null(complaint);
    assert_string_equal(batch_find_programme(&bench.batch, "jw", &complaint), "jw");
}

static void what_the_server_knows_goes_before_the_files(void **state)
{
    static const struct file FILES[] = {
        {"indicators.csv", "id,title,kind,unit,decimals\nsales,Sales,flow,CNY,0\n"
                           "exam,Exam,weighted_mean,points,2\n"},
        {"observations.csv", "indicator,project,date,value（万元）,weight\n"
                             "sales,0001,2023-01-31,1.5,\nexam,0001,2023-01-31,0.0063,120\n"},
    };
    const char *complaint;

    (void)state;
    read_files(FILES, 2);
    assert_non_null(batch_find_programme(&bench.batch, "jw", &complaint));
    batch_know_indicator(&bench.batch, "sales", 2,
                         CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_FLOW);
    batch_fill(&bench.batch);
    assert_string_equal(problems_text(), "");
    assert_int_equal(bench.batch.rows[2]->observation->observation->value, 1500000);
    assert_int_equal(bench.batch.rows[3]->observation->observation->value, 6300);
    /* the heading's 万元 is about the values; how many a mean is of has no decimals */
    assert_int_equal(bench.batch.rows[3]->observation->observation->weight, 120);
}

/* ---- back from the server ---- */

static void a_refusal_finds_its_cell(void **state)
{
    static const struct file FILES[] = {
        {"projects.csv", "id,title,sectors\n0001,A,health\n"},
        {"sites.csv", "share,project,id,title\n50,0001,s1,East\n40,0001,s2,West\n"},
        {"disbursements.csv", "project,commitment,amount,date\n0001,c1,5,2023-01-01\n"
                              "0001,c1,7,2023-01-01\n0009,c1,7,2033-01-01\n"},
    };
    static const struct {
        int row;
        int code;
        const char *reason;
        const char *field;
        const char *message;
    } REFUSALS[] = {
        {0, CV_INVALID_ARGUMENT, "INVALID_FIELD", "project.sites[1].share_basis_points",
         "project.sites[1].share_basis_points must be right"},
        {1, CV_FAILED_PRECONDITION, "COMMITMENT_EXCEEDED", "", "only 1 is left"},
        {2, CV_ALREADY_EXISTS, "ID_TAKEN", "disbursement.amount.minor_units", "differs"},
        {3, CV_NOT_FOUND, "NOT_FOUND", "", "there is no project 0009"},
        {99, CV_INTERNAL, "", "", "a row that was never sent"},
    };
    Caravan__Projects__V1__ImportOutcome outcomes[] = {3, 3, 3, 3};
    Caravan__Projects__V1__ImportRefusal refusals[COUNT(REFUSALS)];
    Caravan__Projects__V1__ImportRefusal *list[COUNT(REFUSALS)];
    Caravan__Projects__V1__ImportResponse answer = CARAVAN__PROJECTS__V1__IMPORT_RESPONSE__INIT;
    struct import_result result = {0};

    (void)state;
    fill(FILES, COUNT(FILES), "jw");
    for (size_t i = 0; i < COUNT(REFUSALS); i++) {
        caravan__projects__v1__import_refusal__init(&refusals[i]);
        refusals[i].row = REFUSALS[i].row;
        refusals[i].code = REFUSALS[i].code;
        refusals[i].reason = (char *)(uintptr_t)REFUSALS[i].reason;
        refusals[i].field = (char *)(uintptr_t)REFUSALS[i].field;
        refusals[i].message = (char *)(uintptr_t)REFUSALS[i].message;
        list[i] = &refusals[i];
    }
    answer.outcomes = outcomes;
    answer.n_outcomes = COUNT(outcomes);
    answer.refusals = list;
    answer.n_refusals = COUNT(list);
    answer.refused_count = 9;
    import_result_make(&result, &bench.batch, &answer);
    assert_string_equal(
        problems_text(),
        "sites.csv:3:A: share is \"40\": must be right\n"
        "disbursements.csv:2:C: amount is \"5\": over the commitment: only 1 is left\n"
        "disbursements.csv:3:C: amount is \"7\": recorded already, with other content, which an "
        "import does not change: differs\n"
        "disbursements.csv:4:A: project is \"0009\": there is no project 0009\n"
        "... and 4 more\n");
    assert_int_equal(result.total.refused, 6); /* with both sites */
}

static void outcomes_are_counted_by_file(void **state)
{
    static const struct file FILES[] = {
        {"projects.csv", "id,title,sectors\n0001,A,health\n0002,B,health\n"},
        {"sites.csv", "project,id,title\n0001,s1,East\n0001,s2,West\n0002,s1,East\n"},
        {"partners.csv", "id,title,kind\np1,P,school\n,Q,school\n"},
    };
    Caravan__Projects__V1__ImportOutcome outcomes[] = {1, 2, 2};
    Caravan__Projects__V1__ImportResponse answer = CARAVAN__PROJECTS__V1__IMPORT_RESPONSE__INIT;
    struct import_result result = {.keep_good = true};

    (void)state;
    fill(FILES, COUNT(FILES), "jw");
    answer.recorded = true;
    answer.outcomes = outcomes;
    answer.n_outcomes = COUNT(outcomes);
    import_result_make(&result, &bench.batch, &answer);
    assert_int_equal(result.tallies[0].created, 1);
    assert_int_equal(result.tallies[0].unchanged, 1);
    assert_int_equal(result.tallies[1].created, 2);
    assert_int_equal(result.tallies[1].unchanged, 1);
    assert_int_equal(result.tallies[2].rows, 2);
    assert_int_equal(result.tallies[2].unchanged, 1);
    assert_int_equal(result.tallies[2].refused, 1); /* the one without an id was not sent */
}

/* ---- names ---- */

static void a_file_is_known_by_its_name(void **state)
{
    static const struct {
        const char *path;
        int form; /* -1: none */
    } ROWS[] = {
        {"programme.csv", FORM_PROGRAMME},
        {"data/Projects.CSV", FORM_PROJECTS},
        {"project.csv", FORM_PROJECTS},
        {"disbursements-2025-q3.csv", FORM_DISBURSEMENTS},
        {"支付2025三季度.csv", FORM_DISBURSEMENTS},
        {"预算.csv", FORM_BUDGET},
        {"budget 2024.csv", FORM_BUDGET},
        {"budget_changes 2024.csv", FORM_BUDGET_CHANGES},
        {"预算调整.csv", FORM_BUDGET_CHANGES},
        {"sites.csv", FORM_SITES},
        {"sitesurvey.csv", -1},
        {"notes.csv", -1},
        {"my-projects.csv", -1},
        {"projects/notes.csv", -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        const struct form *form = form_of_file(ROWS[i].path);

        if ((form == NULL ? -1 : (int)form->id) != ROWS[i].form)
            fail_msg("%s", ROWS[i].path);
    }
}

static void a_field_of_the_api_is_of_one_column(void **state)
{
    static const struct {
        enum form_id form;
        const char *field;
        size_t column;
    } ROWS[] = {
        {FORM_BUDGET, "budget_line.amount", BUDGET_AMOUNT},
        {FORM_BUDGET, "budget_line.amount.currency", BUDGET_AMOUNT},
        {FORM_BUDGET, "budget_line.title", BUDGET_TITLE},
        {FORM_BUDGET, "budget_line.title_zh", BUDGET_TITLE_ZH},
        {FORM_BUDGET, "budget_line_id", BUDGET_ID},
        {FORM_BUDGET, "parent", BUDGET_PROJECT},
        {FORM_BUDGET, "budget_line", BUDGET_COLUMNS},
        {FORM_BUDGET, "", BUDGET_COLUMNS},
        {FORM_PROJECTS, "project.sectors[2].code", PROJECT_SECTORS},
        {FORM_SITES, "project.sites[12].title", SITE_TITLE},
        {FORM_SITES, "project.sites[0].title_zh", SITE_TITLE_ZH},
        {FORM_OBSERVATIONS, "observation.value", OBSERVATION_VALUE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++)
        assert_int_equal(form_column_of_field(&FORMS[ROWS[i].form], ROWS[i].field), ROWS[i].column);
}

static void columns_are_lettered_as_spreadsheets_do(void **state)
{
    static const struct {
        size_t column;
        const char *letters;
    } ROWS[] = {{0, ""}, {1, "A"}, {26, "Z"}, {27, "AA"}, {52, "AZ"}, {53, "BA"}, {703, "AAA"}};

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        char letters[8];

        problem_column_letters(ROWS[i].column, letters);
        assert_string_equal(letters, ROWS[i].letters);
    }
}

static void only_the_first_problems_are_printed_and_the_others_counted(void **state)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    (void)state;
    for (size_t i = 0; i < 5; i++)
        problems_add(&bench.problems,
                     (struct problem){.path = "a.csv", .line = 9 - i, .what = "is bad"});
    problems_sort(&bench.problems);
    problems_print(&bench.problems, 2, out);
    (void)fclose(out);
    assert_string_equal(text, "a.csv:5: is bad\na.csv:6: is bad\n... and 3 more\n");
    free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_row_of_each_kind_becomes_its_create),
        TEST(a_chinese_office_s_files_give_the_same_rows),
        TEST(a_row_without_an_id_is_known_by_its_content),
        TEST(every_problem_says_where_and_what_is_allowed),
        TEST(problems_are_said_in_chinese),
        TEST(good_rows_stay_beside_bad_ones),
        TEST(the_programme_is_named_once),
        TEST(what_the_server_knows_goes_before_the_files),
        TEST(a_refusal_finds_its_cell),
        TEST(outcomes_are_counted_by_file),
        TEST(a_file_is_known_by_its_name),
        TEST(a_field_of_the_api_is_of_one_column),
        TEST(columns_are_lettered_as_spreadsheets_do),
        TEST(only_the_first_problems_are_printed_and_the_others_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
