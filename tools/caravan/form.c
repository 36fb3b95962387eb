#include "form.h"

#include "cell.h"
#include "encoding.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define REQUIRED     .required = true

#define NAME_WIDTH     19 /* of the longest, "consignment_moves", and a gap */
#define COLUMNS_A_LINE 6

static const struct form_column PROGRAMME_FORM[] = {
    [PROGRAMME_ID] = {{"id", "编号"}, {"计划编号"}, "programme_id", REQUIRED},
    [PROGRAMME_TITLE] = {{"title", "英文名称"}, {"title_en"}, "programme.title"},
    [PROGRAMME_TITLE_ZH] = {{"title_zh", "名称"}, {"中文名称"}, "programme.title_zh"},
    [PROGRAMME_START] = {{"start", "开始日期"},
                         {"start_date", "开始"},
                         "programme.start_date",
                         REQUIRED},
    [PROGRAMME_END] = {{"end", "结束日期"}, {"end_date", "结束"}, "programme.end_date", REQUIRED},
    [PROGRAMME_CURRENCY] = {{"currency", "货币"}, {"币种"}, "programme.currency"},
};

static const struct form_column PARTNER_FORM[] = {
    [PARTNER_ID] = {{"id", "编号"}, {"单位编号"}, "partner_id", REQUIRED},
    [PARTNER_TITLE] = {{"title", "英文名称"}, {"title_en"}, "partner.title"},
    [PARTNER_TITLE_ZH] = {{"title_zh", "名称"}, {"中文名称", "单位名称"}, "partner.title_zh"},
    [PARTNER_KIND] = {{"kind", "类型"}, {"type", "单位类型"}, "partner.kind", REQUIRED},
    [PARTNER_CONTACT] = {{"contact", "联系方式"}, {"办公电话"}, "partner.contact"},
    [PARTNER_USERS] = {{"users", "经办账号"}, {"accounts", "账号"}, "partner.users"},
};

static const struct form_column PROJECT_FORM[] = {
    [PROJECT_ID] = {{"id", "编号"}, {"项目编号"}, "project_id", REQUIRED},
    [PROJECT_TITLE] = {{"title", "英文名称"}, {"title_en"}, "project.title"},
    [PROJECT_TITLE_ZH] = {{"title_zh", "名称"}, {"中文名称", "项目名称"}, "project.title_zh"},
    [PROJECT_PARTNER] = {{"partner", "实施单位"}, {"合作单位"}, "project.partner"},
    [PROJECT_SECTORS] = {{"sectors", "领域"}, {"sector", "行业"}, "project.sectors", REQUIRED},
    [PROJECT_STATE] = {{"state", "状态"}, {"status", "项目状态"}, "project.state"},
    [PROJECT_PLANNED_START] = {{"planned_start", "计划开始"},
                               {"planned_start_date", "计划开始日期"},
                               "project.planned_start_date"},
    [PROJECT_PLANNED_END] = {{"planned_end", "计划结束"},
                             {"planned_end_date", "计划结束日期"},
                             "project.planned_end_date"},
    [PROJECT_ACTUAL_START] = {{"actual_start", "实际开始"},
                              {"actual_start_date", "实际开始日期", "开工日期"},
                              "project.actual_start_date"},
    [PROJECT_ACTUAL_END] = {{"actual_end", "实际结束"},
                            {"actual_end_date", "实际结束日期", "完工日期"},
                            "project.actual_end_date"},
};

static const struct form_column SITE_FORM[] = {
    [SITE_PROJECT] = {{"project", "项目"}, {"项目编号"}, "project_id", REQUIRED},
    [SITE_ID] = {{"id", "编号"}, {"site", "地点编号"}, "project.sites[].id", REQUIRED},
    [SITE_TITLE] = {{"title", "英文名称"}, {"title_en"}, "project.sites[].title"},
    [SITE_TITLE_ZH] = {{"title_zh", "名称"}, {"中文名称", "地点名称"}, "project.sites[].title_zh"},
    [SITE_SHARE] = {{"share", "份额"}, {"比例", "占比"}, "project.sites[].share_basis_points"},
};

static const struct form_column BUDGET_FORM[] = {
    [BUDGET_PROJECT] = {{"project", "项目"}, {"项目编号"}, "parent", REQUIRED},
    [BUDGET_ID] = {{"id", "编号"}, {"预算编号"}, "budget_line_id"},
    [BUDGET_TITLE] = {{"title", "英文名称"}, {"title_en"}, "budget_line.title"},
    [BUDGET_TITLE_ZH] = {{"title_zh", "名称"}, {"中文名称", "预算名称"}, "budget_line.title_zh"},
    [BUDGET_CATEGORY] = {{"category", "类别"}, {"支出类别"}, "budget_line.category"},
    [BUDGET_SITE] = {{"site", "地点"}, {"地点编号"}, "budget_line.site"},
    [BUDGET_YEAR] = {{"fiscal_year", "年度"},
                     {"year", "预算年度", "财政年度"},
                     "budget_line.fiscal_year",
                     REQUIRED},
    [BUDGET_AMOUNT] =
        {{"amount", "金额"}, {"预算金额"}, "budget_line.amount", REQUIRED, UNIT_MONEY},
    [BUDGET_DATE] = {{"date", "日期"},
                     {"effective_date", "批准日期"},
                     "budget_line.effective_date",
                     REQUIRED},
    [BUDGET_REFERENCE] = {{"reference", "文号"}, {"凭证号"}, "budget_line.reference"},
};

/* Both columns of the line that gets it fill one field; to_project is of the project of the row
 * where it is empty. */
static const struct form_column BUDGET_CHANGE_FORM[] = {
    [BUDGET_CHANGE_PROJECT] = {{"project", "项目"}, {"项目编号"}, "parent", REQUIRED},
    [BUDGET_CHANGE_ID] = {{"id", "编号"}, {"调整编号"}, "budget_change_id"},
    [BUDGET_CHANGE_KIND] = {{"kind", "类型"}, {"type", "调整类型"}, "budget_change.kind", REQUIRED},
    [BUDGET_CHANGE_LINE] = {{"budget_line", "预算"},
                            {"budget", "预算编号", "调出预算"},
                            "budget_change.budget_line",
                            REQUIRED},
    [BUDGET_CHANGE_TO_PROJECT] = {{"to_project", "调入项目"}, {"调入项目编号"}, NULL},
    [BUDGET_CHANGE_TO_LINE] = {{"to_budget_line", "调入预算"},
                               {"to_budget", "调入预算编号"},
                               "budget_change.to_budget_line"},
    [BUDGET_CHANGE_AMOUNT] =
        {{"amount", "金额"}, {"调整金额"}, "budget_change.amount", REQUIRED, UNIT_MONEY},
    [BUDGET_CHANGE_DATE] = {{"date", "日期"},
                            {"effective_date", "批准日期"},
                            "budget_change.effective_date",
                            REQUIRED},
    [BUDGET_CHANGE_REFERENCE] = {{"reference", "文号"},
                                 {"凭证号"},
                                 "budget_change.reference",
                                 REQUIRED},
};

static const struct form_column COMMITMENT_FORM[] = {
    [COMMITMENT_PROJECT] = {{"project", "项目"}, {"项目编号"}, "parent", REQUIRED},
    [COMMITMENT_ID] = {{"id", "编号"}, {"合同编号"}, "commitment_id"},
    [COMMITMENT_LINE] = {{"budget_line", "预算"},
                         {"budget", "预算编号"},
                         "commitment.budget_line",
                         REQUIRED},
    [COMMITMENT_AMOUNT] =
        {{"amount", "金额"}, {"合同金额"}, "commitment.amount", REQUIRED, UNIT_MONEY},
    [COMMITMENT_DATE] = {{"date", "日期"},
                         {"effective_date", "签订日期"},
                         "commitment.effective_date",
                         REQUIRED},
    [COMMITMENT_REFERENCE] = {{"reference", "文号"}, {"合同号"}, "commitment.reference"},
    [COMMITMENT_PAYEE] = {{"payee", "收款单位"}, {"收款人"}, "commitment.payee"},
};

static const struct form_column DISBURSEMENT_FORM[] = {
    [DISBURSEMENT_PROJECT] = {{"project", "项目"}, {"项目编号"}, "parent", REQUIRED},
    [DISBURSEMENT_ID] = {{"id", "编号"}, {"支付编号"}, "disbursement_id"},
    [DISBURSEMENT_COMMITMENT] = {{"commitment", "合同"},
                                 {"合同编号"},
                                 "disbursement.commitment",
                                 REQUIRED},
    [DISBURSEMENT_AMOUNT] =
        {{"amount", "金额"}, {"支付金额"}, "disbursement.amount", REQUIRED, UNIT_MONEY},
    [DISBURSEMENT_DATE] = {{"date", "日期"},
                           {"effective_date", "支付日期"},
                           "disbursement.effective_date",
                           REQUIRED},
    [DISBURSEMENT_REFERENCE] = {{"reference", "文号"}, {"凭证号"}, "disbursement.reference"},
};

static const struct form_column INDICATOR_FORM[] = {
    [INDICATOR_ID] = {{"id", "编号"}, {"指标编号"}, "indicator_id", REQUIRED},
    [INDICATOR_TITLE] = {{"title", "英文名称"}, {"title_en"}, "indicator.title"},
    [INDICATOR_TITLE_ZH] = {{"title_zh", "名称"}, {"中文名称", "指标名称"}, "indicator.title_zh"},
    [INDICATOR_KIND] = {{"kind", "类型"}, {"type", "指标类型"}, "indicator.kind", REQUIRED},
    [INDICATOR_UNIT] = {{"unit", "英文单位"}, {"unit_en"}, "indicator.unit"},
    [INDICATOR_UNIT_ZH] = {{"unit_zh", "单位"}, {"中文单位", "计量单位"}, "indicator.unit_zh"},
    [INDICATOR_DECIMALS] = {{"decimals", "小数位数"}, {"小数位"}, "indicator.decimals"},
    [INDICATOR_GRAIN] = {{"grain", "周期"}, {"统计周期"}, "indicator.grain"},
    [INDICATOR_COUNTS_PEOPLE] = {{"counts_people", "统计人数"},
                                 {"是否人数"},
                                 "indicator.counts_people"},
    [INDICATOR_COLLECTION] = {{"collection", "填报方式"}, {NULL}, "indicator.collection"},
    [INDICATOR_BASELINE] = {{"baseline", "基线"},
                            {"基线值"},
                            "indicator.baseline.value",
                            .unit = UNIT_COUNT},
    [INDICATOR_BASELINE_DATE] = {{"baseline_date", "基线日期"}, {NULL}, "indicator.baseline.date"},
    [INDICATOR_FEED] = {{"feed", "数据来源"}, {"来源"}, "indicator.feed.figure"},
    [INDICATOR_FEED_BELOW] = {{"feed_below", "来源范围"}, {NULL}, "indicator.feed.below"},
    [INDICATOR_FEED_PROJECT] = {{"feed_project", "计入项目"}, {NULL}, "indicator.feed.project"},
    [INDICATOR_FEED_SITE] = {{"feed_site", "计入地点"}, {NULL}, "indicator.feed.site"},
};

static const struct form_column OBSERVATION_FORM[] = {
    [OBSERVATION_INDICATOR] = {{"indicator", "指标"}, {"指标编号"}, "parent", REQUIRED},
    [OBSERVATION_ID] = {{"id", "编号"}, {"记录编号"}, "observation_id"},
    [OBSERVATION_PROJECT] = {{"project", "项目"}, {"项目编号"}, "observation.project", REQUIRED},
    [OBSERVATION_SITE] = {{"site", "地点"}, {"地点编号"}, "observation.site"},
    [OBSERVATION_SUBJECT] = {{"subject", "对象"}, {"对象编号"}, "observation.subject"},
    [OBSERVATION_DATE] = {{"date", "日期"},
                          {"effective_date", "统计日期"},
                          "observation.effective_date",
                          REQUIRED},
    [OBSERVATION_VALUE] = {{"value", "数值"}, {"数量"}, "observation.value", REQUIRED, UNIT_COUNT},
    [OBSERVATION_WEIGHT] = {{"weight", "权重"}, {"分母"}, "observation.weight", .unit = UNIT_COUNT},
    [OBSERVATION_REFERENCE] = {{"reference", "文号"}, {"凭证号"}, "observation.reference"},
};

static const struct form_column TARGET_FORM[] = {
    [TARGET_INDICATOR] = {{"indicator", "指标"}, {"指标编号"}, "parent", REQUIRED},
    [TARGET_ID] = {{"id", "编号"}, {"目标编号"}, "target_id"},
    [TARGET_PERIOD] = {{"period", "时期"}, {"期间"}, "target.period"},
    [TARGET_PROJECT] = {{"project", "项目"}, {"项目编号"}, "target.project"},
    [TARGET_SITE] = {{"site", "地点"}, {"地点编号"}, "target.site"},
    [TARGET_VALUE] = {{"value", "目标值"}, {"target", "数值"}, "target.value", .unit = UNIT_COUNT},
    [TARGET_RATING] = {{"rating", "评级"}, {"等级"}, "target.rating"},
};

static const struct form_column RESULT_FORM[] = {
    [RESULT_INDICATOR] = {{"indicator", "指标"}, {"指标编号"}, "parent", REQUIRED},
    [RESULT_ID] = {{"id", "编号"}, {"成果编号"}, "result_id"},
    [RESULT_PERIOD] = {{"period", "时期"}, {"期间"}, "result.period", REQUIRED},
    [RESULT_PROJECT] = {{"project", "项目"}, {"项目编号"}, "result.project", REQUIRED},
    [RESULT_SITE] = {{"site", "地点"}, {"地点编号"}, "result.site"},
    [RESULT_VALUE] = {{"value", "数值"}, {"数量"}, "result.value", .unit = UNIT_COUNT},
    [RESULT_WEIGHT] = {{"weight", "权重"}, {"分母"}, "result.weight", .unit = UNIT_COUNT},
    [RESULT_RATING] = {{"rating", "评级"}, {"等级"}, "result.rating"},
    [RESULT_STATEMENT] = {{"statement", "说明"}, {NULL}, "result.statement"},
    [RESULT_DOCUMENT] = {{"document", "文号"}, {"凭证号"}, "result.documents"},
    [RESULT_SUPERSEDES] = {{"supersedes", "更正的成果"}, {NULL}, "result.supersedes"},
    [RESULT_CORRECTION] = {{"correction", "更正原因"}, {NULL}, "result.correction"},
};

#define COLUMNS(array) .columns = (array), .column_count = COUNT(array)

const struct form FORMS[FORM_PLACES] = {
    {FORM_PROGRAMME, {"programme", "计划"}, {"program"}, COLUMNS(PROGRAMME_FORM)},
    {FORM_PARTNERS, {"partners", "合作单位"}, {"partner", "单位"}, COLUMNS(PARTNER_FORM)},
    {FORM_PROJECTS, {"projects", "项目"}, {"project"}, COLUMNS(PROJECT_FORM)},
    {FORM_SITES, {"sites", "地点"}, {"site"}, COLUMNS(SITE_FORM)},
    {FORM_BUDGET, {"budget", "预算"}, {"budgets"}, COLUMNS(BUDGET_FORM)},
    {FORM_BUDGET_CHANGES,
     {"budget_changes", "预算调整"},
     {"budget_change", "budget-changes"},
     COLUMNS(BUDGET_CHANGE_FORM)},
    {FORM_COMMITMENTS, {"commitments", "合同"}, {"commitment"}, COLUMNS(COMMITMENT_FORM)},
    {FORM_DISBURSEMENTS, {"disbursements", "支付"}, {"disbursement"}, COLUMNS(DISBURSEMENT_FORM)},
    {FORM_INDICATORS, {"indicators", "指标"}, {"indicator"}, COLUMNS(INDICATOR_FORM)},
    {FORM_OBSERVATIONS,
     {"observations", "观测"},
     {"observation", "统计"},
     COLUMNS(OBSERVATION_FORM)},
    {FORM_TARGETS, {"targets", "目标"}, {"target"}, COLUMNS(TARGET_FORM)},
    {FORM_RESULTS, {"results", "成果"}, {"result"}, COLUMNS(RESULT_FORM)},
};

const struct form *form_by_id(size_t id)
{
    if (id >= FORM_ACTIVITIES)
        return &ENGAGEMENT_FORMS[id - FORM_ACTIVITIES];
    if (id >= FORM_CERTIFICATIONS)
        return &DEVELOPMENT_FORMS[id - FORM_CERTIFICATIONS];
    if (id >= FORM_ORGANISATIONS)
        return &TRAINING_FORMS[id - FORM_ORGANISATIONS];
    return id < FORM_PLACES ? &FORMS[id] : &LOGISTICS_FORMS[id - FORM_PLACES];
}

/* ---- files ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Behind an English name comes no letter: "project.csv", "projects-2025.csv". */
static bool file_begins_with(const char *file, const char *name)
{
    size_t len = strlen(name);

    return strncasecmp(file, name, len) == 0 && (!is_letter(name[0]) || !is_letter(file[len]));
}

/* How much of its name the file begins with; 0: none of it. */
static size_t name_matches(const struct form *form, const char *file)
{
    size_t longest = 0;

    if (file_begins_with(file, form->name.en))
        longest = strlen(form->name.en);
    if (file_begins_with(file, form->name.zh))
        longest = strlen(form->name.zh);
    for (size_t i = 0; i < COUNT(form->others) && form->others[i] != NULL; i++) {
        size_t len = strlen(form->others[i]);

        if (len > longest && file_begins_with(file, form->others[i]))
            longest = len;
    }
    return longest;
}

const struct form *form_of_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *file = slash == NULL ? path : slash + 1;
    const struct form *best = NULL;
    size_t longest = 0;

    for (size_t i = 0; i < FORM_COUNT; i++) {
        size_t len = name_matches(form_by_id(i), file);

        if (len > longest) {
            longest = len;
            best = form_by_id(i);
        }
    }
    return best;
}

/* ---- columns ---- */

/* Equal but for capitals and what stands between words. */
static bool same_heading(const char *a, const char *b)
{
    for (;;) {
        a += strspn(a, " _-");
        b += strspn(b, " _-");
        if (*a == '\0' || *b == '\0')
            return *a == *b;
        if (strncasecmp(a, b, 1) != 0)
            return false;
        a++;
        b++;
    }
}

static bool means(const struct form_column *column, const char *heading)
{
    if (same_heading(heading, column->name.en) || same_heading(heading, column->name.zh))
        return true;
    for (size_t i = 0; i < COUNT(column->others) && column->others[i] != NULL; i++) {
        if (same_heading(heading, column->others[i]))
            return true;
    }
    return false;
}

size_t form_find_column(const struct form *form, const char *heading, struct cv_arena *arena,
                        const char **brackets)
{
    char *plain = cell_plain(heading, arena);
    char *open = plain == NULL ? NULL : strchr(plain, '(');
    char *close = open == NULL ? NULL : strrchr(open, ')');

    *brackets = "";
    if (plain == NULL)
        return form->column_count;
    if (close != NULL && close[1] == '\0') {
        *open = '\0';
        *close = '\0';
        *brackets = cell_plain(open + 1, arena);
    }
    for (size_t i = 0; *brackets != NULL && i < form->column_count; i++) {
        if (means(&form->columns[i], plain))
            return i;
    }
    return form->column_count;
}

/* How much of `field` is `path`, indexes aside; 0: it is another. */
static size_t field_matches(const char *path, const char *field)
{
    size_t len = strlen(path);

    while (*path != '\0') {
        if (*path++ != *field)
            return 0;
        if (*field++ == '[')
            field += strspn(field, "0123456789");
    }
    return *field == '\0' || *field == '.' || *field == '[' ? len : 0;
}

size_t form_column_of_field(const struct form *form, const char *field)
{
    size_t best = form->column_count;
    size_t longest = 0;

    for (size_t i = 0; i < form->column_count; i++) {
        const char *path = form->columns[i].field;
        size_t len = path == NULL ? 0 : field_matches(path, field);

        if (len > longest) {
            longest = len;
            best = i;
        }
    }
    return best;
}

/* ---- lists ---- */

const char *form_list_files(struct cv_arena *arena)
{
    const char *list = "";

    for (size_t i = 0; list != NULL && i < FORM_COUNT; i++)
        list = cv_arena_printf(arena, "%s%s%s", list, i == 0 ? "" : T(", ", "、"),
                               text_of(form_by_id(i)->name));
    return list == NULL ? "" : list;
}

const char *form_list_columns(const struct form *form, struct cv_arena *arena)
{
    const char *list = "";

    for (size_t i = 0; list != NULL && i < form->column_count; i++)
        list = cv_arena_printf(arena, "%s%s%s", list, i == 0 ? "" : T(", ", "、"),
                               text_of(form->columns[i].name));
    return list == NULL ? "" : list;
}

void form_print_all(FILE *out)
{
    (void)fputs(T("\nFiles and their columns, * where there must be one:\n",
                  "\n文件及其列，* 表示必须有：\n"),
                out);
    for (size_t i = 0; i < FORM_COUNT; i++) {
        const struct form *form = form_by_id(i);
        const char *name = text_of(form->name);

        (void)fprintf(out, "  %s%*s", name, (int)(NAME_WIDTH - encoding_width(name)), "");
        for (size_t c = 0; c < form->column_count; c++) {
            if (c > 0 && c % COLUMNS_A_LINE == 0)
                (void)fprintf(out, T(",\n  %*s", "、\n  %*s"), NAME_WIDTH, "");
            else if (c > 0)
                (void)fputs(T(", ", "、"), out);
            (void)fprintf(out, "%s%s", text_of(form->columns[c].name),
                          form->columns[c].required ? "*" : "");
        }
        (void)fputc('\n', out);
    }
}
