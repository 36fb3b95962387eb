#include "record.h"
#include "record_parts.h"

#include <string.h>

#define CONTACT_MAX 200
#define SECTORS_MAX 20
#define SITES_MAX   200
#define YEAR_MIN    1900
#define YEAR_MAX    2999

void *record_message(struct reader *reader, const ProtobufCMessageDescriptor *type)
{
    void *message = cv_arena_alloc(reader->arena, type->sizeof_message);

    if (message == NULL)
        reader_complain(reader, reader->sheet->form->column_count, NULL);
    else
        type->message_init(message);
    return message;
}

void record_give_id(struct batch *batch, struct reader *reader, const void *request, char **id,
                    Caravan__Common__V1__Money *amount)
{
    char *currency = amount == NULL ? NULL : amount->currency;

    if (reader->bad || **id != '\0')
        return;
    if (amount != NULL)
        amount->currency = (char *)(uintptr_t)protobuf_c_empty_string;
    *id = batch_content_id(batch, request);
    if (amount != NULL)
        amount->currency = currency;
    if (*id == NULL)
        reader_complain(reader, reader->sheet->form->column_count, NULL);
}

char *record_project(struct batch *batch, struct reader *reader, size_t column)
{
    return reader_name(reader, batch->name, "projects", reader_id(reader, column, true));
}

/* ---- programme, partners ---- */

static void make_programme(struct reader *reader, Caravan__Projects__V1__ImportRow *row)
{
    struct cell_unit unit = {.currency = ""};
    Caravan__Projects__V1__CreateProgrammeRequest *create = MAKE(reader, create_programme_request);
    Caravan__Projects__V1__Programme *programme = MAKE(reader, programme);

    if (create == NULL || programme == NULL)
        return;
    row->record_case = CASE(PROGRAMME);
    row->programme = create;
    create->programme_id = reader_id(reader, PROGRAMME_ID, true);
    create->programme = programme;
    reader_titles(reader, PROGRAMME_TITLE, PROGRAMME_TITLE_ZH, &programme->title,
                  &programme->title_zh);
    programme->start_date = reader_date(reader, PROGRAMME_START, true);
    programme->end_date = reader_date(reader, PROGRAMME_END, true);
    if (batch_currency(reader->row, reader->arena, &unit) != NULL)
        reader_complain(reader, PROGRAMME_CURRENCY,
                        T("must be three letters of ISO 4217, such as CNY",
                          "必须是 ISO 4217 的三个字母，如 CNY"));
    programme->currency = (char *)(uintptr_t)unit.currency;
}

static void make_partner(struct batch *batch, struct reader *reader,
                         Caravan__Projects__V1__ImportRow *row)
{
    static const struct reader_word KINDS[] = {
#define KIND(en, zh, other, value)                                                                 \
    {{en, zh}, other, CARAVAN__PROJECTS__V1__PARTNER_KIND__PARTNER_KIND_##value}
        KIND("government", "政府", "政府部门", GOVERNMENT),
        KIND("regiment", "团场", NULL, REGIMENT),
        KIND("enterprise", "企业", "公司", ENTERPRISE),
        KIND("school", "学校", NULL, SCHOOL),
        KIND("hospital", "医院", NULL, HOSPITAL),
        KIND("village", "村", "村庄", VILLAGE),
        KIND("association", "协会", "社会组织", ASSOCIATION),
        KIND("other", "其他", "其它", OTHER),
        {{NULL, NULL}, NULL, 0},
#undef KIND
    };
    Caravan__Projects__V1__CreatePartnerRequest *create = MAKE(reader, create_partner_request);
    Caravan__Projects__V1__Partner *partner = MAKE(reader, partner);

    if (create == NULL || partner == NULL)
        return;
    row->record_case = CASE(PARTNER);
    row->partner = create;
    create->parent = batch->name;
    create->partner_id = reader_id(reader, PARTNER_ID, true);
    create->partner = partner;
    reader_titles(reader, PARTNER_TITLE, PARTNER_TITLE_ZH, &partner->title, &partner->title_zh);
    partner->kind =
        (Caravan__Projects__V1__PartnerKind)reader_word(reader, PARTNER_KIND, KINDS, true);
    partner->contact = reader_text(reader, PARTNER_CONTACT, CONTACT_MAX, false);
    partner->users = reader_words(reader, PARTNER_USERS, &partner->n_users);
}

/* ---- projects ---- */

/* The next of "health 60%; villages:40" or "health、villages": its code and share; NULL: no more.
 */
static char *cut_sector(char **at, char **share)
{
    char *part = reader_cut(at);

    if (part == NULL)
        return NULL;
    *share = part + strcspn(part, " :");
    if (**share != '\0')
        *(*share)++ = '\0';
    *share += strspn(*share, " :");
    return part;
}

static Caravan__Projects__V1__SectorShare *make_sector(struct reader *reader, const char *code,
                                                       const char *share)
{
    Caravan__Projects__V1__SectorShare *sector = MAKE(reader, sector_share);
    const char *id = "";
    const char *wrong = cell_id(code, reader->arena, &id);
    int32_t basis_points = 10000;

    if (sector == NULL)
        return NULL;
    if (wrong == NULL && *share != '\0')
        wrong = cell_percent(share, reader->arena, &basis_points);
    if (wrong != NULL)
        reader_complain(reader, PROJECT_SECTORS,
                        T("must be a code such as health, or several with their shares: "
                          "health 60%; villages 40%",
                          "必须是代码，如 health；多个领域须写明份额：health 60%; villages 40%"));
    sector->code = (char *)(uintptr_t)id;
    sector->share_basis_points = basis_points;
    return sector;
}

static void read_sectors(struct reader *reader, Caravan__Projects__V1__Project *project)
{
    char *at = cell_plain(reader->row->cells[PROJECT_SECTORS], reader->arena);
    Caravan__Projects__V1__SectorShare **sectors =
        cv_arena_array(reader->arena, SECTORS_MAX, sizeof(struct sector *));
    char *share;
    char *code;

    if (at == NULL || sectors == NULL || *at == '\0') {
        reader_complain(reader, PROJECT_SECTORS,
                        at != NULL && sectors != NULL ? T("must not be empty", "不能为空") : NULL);
        return;
    }
    while (!reader->bad && (code = cut_sector(&at, &share)) != NULL) {
        if (project->n_sectors == SECTORS_MAX)
            reader_complain(reader, PROJECT_SECTORS,
                            T("must not have more than 20 sectors", "不能超过 20 个领域"));
        else
            sectors[project->n_sectors++] = make_sector(reader, code, share);
    }
    project->sectors = sectors;
}

static Caravan__Projects__V1__Site *make_site(struct batch *batch, const struct batch_site *from,
                                              bool *bad)
{
    struct reader reader = {
        .sheet = from->sheet,
        .row = from->row,
        .arena = batch->arena,
        .problems = batch->problems,
    };
    Caravan__Projects__V1__Site *site = MAKE(&reader, site);

    if (site == NULL)
        return NULL;
    site->id = reader_id(&reader, SITE_ID, true);
    reader_titles(&reader, SITE_TITLE, SITE_TITLE_ZH, &site->title, &site->title_zh);
    site->share_basis_points = reader_share(&reader, SITE_SHARE);
    *bad = *bad || reader.bad;
    return site;
}

static void read_sites(struct batch *batch, struct reader *reader, struct batch_origin *origin,
                       const char *id, Caravan__Projects__V1__Project *project)
{
    struct batch_site *sites = batch_take_sites(batch, id, &origin->site_count);
    bool bad = false;

    origin->sites = sites;
    project->sites = cv_arena_array(reader->arena, origin->site_count + 1, sizeof(struct site *));
    if (project->sites == NULL)
        reader_complain(reader, PROJECT_ID, NULL);
    for (size_t i = 0; project->sites != NULL && i < origin->site_count; i++)
        project->sites[project->n_sites++] = make_site(batch, &sites[i], &bad);
    if (bad) /* its lines have been complained about; it is not recorded without them */
        reader->bad = true;
}

static void read_project(struct batch *batch, struct reader *reader,
                         Caravan__Projects__V1__Project *project)
{
    static const struct reader_word STATES[] = {
#define STATE(en, zh, other, value)                                                                \
    {{en, zh}, other, CARAVAN__PROJECTS__V1__PROJECT_STATE__PROJECT_STATE_##value}
        STATE("draft", "草稿", NULL, DRAFT),
        STATE("submitted", "已提交", NULL, SUBMITTED),
        STATE("pipeline", "储备", "筹备", PIPELINE),
        STATE("implementing", "实施中", "在建", IMPLEMENTING),
        STATE("finalising", "收尾", "finalizing", FINALISING),
        STATE("closed", "已结束", "完工", CLOSED),
        STATE("cancelled", "已取消", "canceled", CANCELLED),
        STATE("suspended", "暂停", NULL, SUSPENDED),
        {{NULL, NULL}, NULL, 0},
#undef STATE
    };

    reader_titles(reader, PROJECT_TITLE, PROJECT_TITLE_ZH, &project->title, &project->title_zh);
    project->partner =
        reader_name(reader, batch->name, "partners", reader_id(reader, PROJECT_PARTNER, false));
    read_sectors(reader, project);
    project->state =
        (Caravan__Projects__V1__ProjectState)reader_word(reader, PROJECT_STATE, STATES, false);
    project->planned_start_date = reader_date(reader, PROJECT_PLANNED_START, false);
    project->planned_end_date = reader_date(reader, PROJECT_PLANNED_END, false);
    project->actual_start_date = reader_date(reader, PROJECT_ACTUAL_START, false);
    project->actual_end_date = reader_date(reader, PROJECT_ACTUAL_END, false);
}

static void make_project(struct batch *batch, struct reader *reader, struct batch_origin *origin,
                         Caravan__Projects__V1__ImportRow *row)
{
    Caravan__Projects__V1__CreateProjectRequest *create = MAKE(reader, create_project_request);
    Caravan__Projects__V1__Project *project = MAKE(reader, project);

    if (create == NULL || project == NULL)
        return;
    row->record_case = CASE(PROJECT);
    row->project = create;
    create->parent = batch->name;
    create->project_id = reader_id(reader, PROJECT_ID, true);
    create->project = project;
    read_project(batch, reader, project);
    if (*create->project_id != '\0')
        read_sites(batch, reader, origin, create->project_id, project);
}

/* ---- money ---- */

/* The project a row of money belongs to. */
static void make_budget_line(struct batch *batch, struct reader *reader,
                             Caravan__Projects__V1__ImportRow *row)
{
    Caravan__Projects__V1__CreateBudgetLineRequest *create =
        MAKE(reader, create_budget_line_request);
    Caravan__Projects__V1__BudgetLine *line = MAKE(reader, budget_line);

    if (create == NULL || line == NULL)
        return;
    row->record_case = CASE(BUDGET_LINE);
    row->budget_line = create;
    create->parent = record_project(batch, reader, BUDGET_PROJECT);
    create->budget_line_id = reader_id(reader, BUDGET_ID, false);
    create->budget_line = line;
    reader_titles(reader, BUDGET_TITLE, BUDGET_TITLE_ZH, &line->title, &line->title_zh);
    line->category = reader_id(reader, BUDGET_CATEGORY, false);
    line->site = reader_id(reader, BUDGET_SITE, false);
    line->fiscal_year = (int32_t)reader_integer(reader, BUDGET_YEAR, YEAR_MIN, YEAR_MAX);
    line->amount = reader_money(reader, BUDGET_AMOUNT, batch->currency);
    line->effective_date = reader_date(reader, BUDGET_DATE, true);
    line->reference = reader_text(reader, BUDGET_REFERENCE, REFERENCE_MAX, false);
    record_give_id(batch, reader, create, &create->budget_line_id, line->amount);
}

static void read_change(struct reader *reader, struct batch *batch,
                        Caravan__Projects__V1__CreateBudgetChangeRequest *create,
                        Caravan__Projects__V1__BudgetChange *change)
{
    static const struct reader_word KINDS[] = {
#define KIND(en, zh, other, value)                                                                 \
    {{en, zh}, other, CARAVAN__PROJECTS__V1__BUDGET_CHANGE_KIND__BUDGET_CHANGE_KIND_##value}
        KIND("increase", "追加", "增加", INCREASE),
        KIND("decrease", "追减", "减少", DECREASE),
        KIND("transfer", "调剂", "调整", TRANSFER),
        {{NULL, NULL}, NULL, 0},
#undef KIND
    };
    char *to = create->parent;

    if (*reader_id(reader, BUDGET_CHANGE_TO_PROJECT, false) != '\0')
        to = record_project(batch, reader, BUDGET_CHANGE_TO_PROJECT);
    change->kind = (Caravan__Projects__V1__BudgetChangeKind)reader_word(reader, BUDGET_CHANGE_KIND,
                                                                        KINDS, true);
    change->budget_line = reader_name(reader, create->parent, "budgetLines",
                                      reader_id(reader, BUDGET_CHANGE_LINE, true));
    change->to_budget_line =
        reader_name(reader, to, "budgetLines", reader_id(reader, BUDGET_CHANGE_TO_LINE, false));
}

static void make_budget_change(struct batch *batch, struct reader *reader,
                               Caravan__Projects__V1__ImportRow *row)
{
    Caravan__Projects__V1__CreateBudgetChangeRequest *create =
        MAKE(reader, create_budget_change_request);
    Caravan__Projects__V1__BudgetChange *change = MAKE(reader, budget_change);

    if (create == NULL || change == NULL)
        return;
    row->record_case = CASE(BUDGET_CHANGE);
    row->budget_change = create;
    create->parent = record_project(batch, reader, BUDGET_CHANGE_PROJECT);
    create->budget_change_id = reader_id(reader, BUDGET_CHANGE_ID, false);
    create->budget_change = change;
    read_change(reader, batch, create, change);
    change->amount = reader_money(reader, BUDGET_CHANGE_AMOUNT, batch->currency);
    change->effective_date = reader_date(reader, BUDGET_CHANGE_DATE, true);
    change->reference = reader_text(reader, BUDGET_CHANGE_REFERENCE, REFERENCE_MAX, true);
    record_give_id(batch, reader, create, &create->budget_change_id, change->amount);
}

static void make_commitment(struct batch *batch, struct reader *reader,
                            Caravan__Projects__V1__ImportRow *row)
{
    Caravan__Projects__V1__CreateCommitmentRequest *create =
        MAKE(reader, create_commitment_request);
    Caravan__Projects__V1__Commitment *commitment = MAKE(reader, commitment);

    if (create == NULL || commitment == NULL)
        return;
    row->record_case = CASE(COMMITMENT);
    row->commitment = create;
    create->parent = record_project(batch, reader, COMMITMENT_PROJECT);
    create->commitment_id = reader_id(reader, COMMITMENT_ID, false);
    create->commitment = commitment;
    commitment->budget_line = reader_name(reader, create->parent, "budgetLines",
                                          reader_id(reader, COMMITMENT_LINE, true));
    commitment->amount = reader_money(reader, COMMITMENT_AMOUNT, batch->currency);
    commitment->effective_date = reader_date(reader, COMMITMENT_DATE, true);
    commitment->reference = reader_text(reader, COMMITMENT_REFERENCE, REFERENCE_MAX, false);
    commitment->payee =
        reader_name(reader, batch->name, "partners", reader_id(reader, COMMITMENT_PAYEE, false));
    record_give_id(batch, reader, create, &create->commitment_id, commitment->amount);
}

static void make_disbursement(struct batch *batch, struct reader *reader,
                              Caravan__Projects__V1__ImportRow *row)
{
    Caravan__Projects__V1__CreateDisbursementRequest *create =
        MAKE(reader, create_disbursement_request);
    Caravan__Projects__V1__Disbursement *disbursement = MAKE(reader, disbursement);

    if (create == NULL || disbursement == NULL)
        return;
    row->record_case = CASE(DISBURSEMENT);
    row->disbursement = create;
    create->parent = record_project(batch, reader, DISBURSEMENT_PROJECT);
    create->disbursement_id = reader_id(reader, DISBURSEMENT_ID, false);
    create->disbursement = disbursement;
    disbursement->commitment = reader_name(reader, create->parent, "commitments",
                                           reader_id(reader, DISBURSEMENT_COMMITMENT, true));
    disbursement->amount = reader_money(reader, DISBURSEMENT_AMOUNT, batch->currency);
    disbursement->effective_date = reader_date(reader, DISBURSEMENT_DATE, true);
    disbursement->reference = reader_text(reader, DISBURSEMENT_REFERENCE, REFERENCE_MAX, false);
    record_give_id(batch, reader, create, &create->disbursement_id, disbursement->amount);
}

void record_make(struct batch *batch, struct reader *reader, struct batch_origin *origin,
                 Caravan__Projects__V1__ImportRow *row)
{
    switch (reader->sheet->form->id) {
    case FORM_PROGRAMME:
        make_programme(reader, row);
        break;
    case FORM_PARTNERS:
        make_partner(batch, reader, row);
        break;
    case FORM_PROJECTS:
        make_project(batch, reader, origin, row);
        break;
    case FORM_BUDGET:
        make_budget_line(batch, reader, row);
        break;
    case FORM_BUDGET_CHANGES:
        make_budget_change(batch, reader, row);
        break;
    case FORM_COMMITMENTS:
        make_commitment(batch, reader, row);
        break;
    case FORM_DISBURSEMENTS:
        make_disbursement(batch, reader, row);
        break;
    default: /* sites are recorded with their projects */
        record_make_counted(batch, reader, row);
        break;
    }
}
