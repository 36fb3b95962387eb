/* 100,000 random commands on all nouns of the Development service, eight at once, held against a
 * plain model. What was accepted is put in the order in which it was recorded, and each must have
 * been allowed there; what was refused must not have been allowed at some moment between. Reports
 * of random pairs of dates are what the model works out from single records. */
#include "services/development_model.h"
#include "support/callers.h"
#include "support/dice.h"
#include "support/message_text.h"
#include "support/projects_bench.h"
#include "support/rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WORLDS   CV_ROUNDS(250) /* of an organisation each */
#define BATCHES  50
#define CALLERS  8
#define COMPARE  10 /* every so many batches */
#define ALL_DAYS 99991231
#define TODAY    20250701 /* of the bench's clock */

static const char *const NOUN[NOUNS] = {"Certification",  "Milestone", "Enterprise", "TradeEvent",
                                        "ResearchEffort", "Grant",     "Product"};
static const char *const THING[NOUNS] = {"certification", "milestone",       "enterprise",
                                         "trade_event",   "research_effort", "grant",
                                         "product"};
static const char *const MOVE_NAMES[NOUNS][8] = {
    {"APPLY", "GRANT", "REFUSE", "LAPSE", "REVOKE"},
    {"PLAN", "FORECAST", "COMPLETE", "CITE", "WAIVE", "REOPEN"},
    {"SETTLE", "LEAVE"},
    {"PLAN", "HOLD", "CANCEL"},
    {"PROPOSE", "START", "SOLVE", "ABANDON"},
    {"APPLY", "AWARD", "REFUSE", "END", "WITHDRAW"},
    {"DEVELOP", "LAUNCH", "WITHDRAW"},
};
static const char *const RECORD[RECORD_KINDS] = {"SiteFact", "EnterpriseSale", "TradeResult"};
static const char *const RECORD_THING[RECORD_KINDS] = {"site_fact", "enterprise_sale",
                                                       "trade_result"};
static const char *const RECORD_COLLECTION[RECORD_KINDS] = {"siteFacts", "enterpriseSales",
                                                            "tradeResults"};
static const char *const PROJECT[] = {"", "programmes/jw/projects/0042",
                                      "programmes/jw/projects/0043"};

static struct service_bench bench;
static struct model model;
static struct caller callers[CALLERS];
static struct model_command commands[CALLERS];
static uint64_t dice;
static int accepted_of[COMMANDS];
static int refused_of[COMMANDS];
static int64_t times[BATCHES * CALLERS]; /* recorded in this world */
static int time_count;

static int roll(int below)
{
    return dice_roll(&dice, below);
}

/* ---- what is asked ---- */

static int32_t some_day(void)
{
    int month = roll(17);

    return 20240000 + month / 12 * 10000 + (1 + month % 12) * 100 + 1 + roll(28);
}

static const char *day_text(int32_t day)
{
    return service_text(&bench, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
}

static struct model_move some_move(int noun)
{
    int count = 0;
    struct model_move move = {.day = some_day()};

    if (roll(20) == 0)
        noun = roll(NOUNS);
    while (MOVE_NAMES[noun][count] != NULL)
        count++;
    move.move = MOVE_NAMES[noun][roll(count)];
    if (strcmp(move.move, "PLAN") == 0 && roll(2) == 0)
        move.day = 0;
    if (strcmp(move.move, "FORECAST") == 0)
        move.forecast = some_day();
    return move;
}

/* Mostly moves as they may follow: the first out of nothing, and days that do not go back. */
static void some_moves(int noun, struct model_dossier *dossier)
{
    for (int i = 0; i < dossier->move_count; i++) {
        dossier->moves[i] = some_move(noun);
        if (roll(8) == 0)
            continue;
        if (i == 0)
            dossier->moves[i].move = MOVE_NAMES[noun][0];
        dossier->moves[i].forecast =
            strcmp(dossier->moves[i].move, "FORECAST") == 0 ? some_day() : 0;
        if (dossier->moves[i].day == 0)
            dossier->moves[i].day = some_day();
        if (i > 0 && dossier->moves[i].day < dossier->moves[i - 1].day)
            dossier->moves[i].day = dossier->moves[i - 1].day;
    }
}

/* A certification that can take the place of another. */
static void take_place(struct model_dossier *dossier)
{
    const struct model_dossier *old = &model.dossiers[CERTIFICATION_OF][roll(IDS)];

    if (old->recorded_us == NEVER || roll(3) == 0)
        return;
    dossier->related = (int)(old - model.dossiers[CERTIFICATION_OF]);
    dossier->kind = old->kind;
    dossier->subject = old->subject;
}

static void some_dossier(struct model_command *command)
{
    static const char *const LINES[] = {"hardware", "rice"};
    struct model_dossier *dossier = &command->dossier;
    int noun = command->noun;

    *dossier = (struct model_dossier){
        .project = roll(3),
        .subject = roll(SUBJECTS),
        .kind = noun == CERTIFICATION_OF || noun == EVENT_OF ? 1 + roll(2)
                : noun == ENTERPRISE_OF                      ? 2
                : noun == GRANT_OF                           ? 3 + roll(2)
                                                             : 0,
        .grade = "",
        .line = noun == ENTERPRISE_OF ? LINES[roll(2)] : "",
        .related =
            noun == PRODUCT_OF || (noun == CERTIFICATION_OF && roll(2) == 0) ? roll(IDS) : -1,
        .amount = noun == GRANT_OF ? 1 + roll(1000) : 0,
        .planned = some_day(),
        .move_count = 1 + roll(3),
    };
    if (noun == MILESTONE_OF && dossier->project == 0)
        dossier->project = 1;
    dossier->north = dossier->project == 1 && roll(2) == 0;
    if (noun == CERTIFICATION_OF)
        take_place(dossier);
    if (noun == CERTIFICATION_OF && dossier->kind == 2)
        dossier->grade = roll(2) == 0 ? "4A" : "5A";
    some_moves(noun, dossier);
}

/* Orders that came of letters of intent, mostly of such as there are. */
static void some_letter(struct model_record *order)
{
    order->letter = roll(RECORDS);
    for (int i = 0; i < RECORDS; i++) {
        const struct model_record *letter = &model.records[RESULT][(order->letter + i) % RECORDS];

        if (letter->recorded_us == NEVER || letter->kind != 4 || roll(3) == 0)
            continue;
        order->letter = (order->letter + i) % RECORDS;
        order->of = letter->of;
        order->value = 1 + roll((int)letter->value);
        order->quantity = 1 + roll((int)letter->quantity);
        if (order->day < letter->day && roll(4) > 0)
            order->day = letter->day;
        return;
    }
}

static void some_record(struct model_command *command)
{
    static const int LENGTHS[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const int SPANS[][2] = {{1, 12}, {1, 3}, {4, 6}, {1, 1}, {2, 2}, {5, 5}, {6, 6}};
    struct model_record *record = &command->record;
    const int *span = SPANS[roll(7)];

    *record = (struct model_record){.of = roll(IDS), .letter = -1, .value = 1 + roll(1000)};
    record->day = some_day();
    if (command->noun == FACT) {
        record->of = roll(SUBJECTS);
        record->kind = 1 + roll(3);
    } else if (command->noun == RESULT) {
        record->kind = roll(3) == 0 ? 1 + roll(2) : 3 + roll(2);
        record->quantity = 1 + roll(10);
        if (record->kind < 3)
            record->value = 0;
        if (record->kind == 3 && roll(4) > 0)
            some_letter(record);
    } else {
        record->kind = 1 + roll(3);
        record->year = 2023 + roll(2);
        record->first = span[0];
        record->last = span[1];
        record->day = record->year * 10000 + record->last * 100 + LENGTHS[record->last];
        record->day += record->last == 2 && record->year == 2024;
    }
}

static struct model_command some_command(void)
{
    static const enum command_kind KINDS[] = {CREATE_DOSSIER, CREATE_DOSSIER, MOVE_DOSSIER,
                                              MOVE_DOSSIER,   MOVE_DOSSIER,   RETRACT_DOSSIER,
                                              CREATE_RECORD,  CREATE_RECORD,  REVERSE_RECORD};
    struct model_command command = {.kind = KINDS[roll(9)]};

    if (command.kind == CREATE_RECORD || command.kind == REVERSE_RECORD) {
        command.noun = roll(RECORD_KINDS);
        command.id = roll(command.kind == CREATE_RECORD ? RECORDS * 2 / 3 : RECORDS);
        command.reversal = RECORDS * 2 / 3 + roll(RECORDS / 3);
        some_record(&command);
        return command;
    }
    command.noun = roll(NOUNS);
    command.id = roll(IDS);
    command.move = some_move(command.noun);
    some_dossier(&command);
    /* Room for what eight at once may add. */
    if (model.dossiers[command.noun][command.id].move_count > MOVES_OF - CALLERS)
        command.kind = RETRACT_DOSSIER;
    return command;
}

/* Mostly what may be. */
static struct model_command fair_command(void)
{
    struct model_command command = some_command();

    for (int tries = 0; tries < 6 && !model_allows(&model, &command) && roll(5) > 0; tries++)
        command = some_command();
    return command;
}

/* ---- as texts ---- */

static const char *move_text(const struct model_move *move)
{
    return service_text(
        &bench, "{ move: DEVELOPMENT_MOVE_%s %s%s %s%s reason: 'so' reference: 'doc' }", move->move,
        move->day == 0 ? "" : "date: ", move->day == 0 ? "" : day_text(move->day),
        move->forecast == 0 ? "" : "forecast_date: ",
        move->forecast == 0 ? "" : day_text(move->forecast));
}

static const char *own_text(const struct model_command *command)
{
    const struct model_dossier *dossier = &command->dossier;

    switch (command->noun) {
    case CERTIFICATION_OF:
        return service_text(&bench, "kind: %d grade: '%s' %s", dossier->kind, dossier->grade,
                            dossier->related < 0
                                ? ""
                                : service_text(&bench,
                                               "supersedes: 'programmes/jw/certifications/d%d'",
                                               dossier->related));
    case MILESTONE_OF:
        return service_text(&bench, "planned_date: %s", day_text(dossier->planned));
    case ENTERPRISE_OF:
        return service_text(&bench, "kind: %d line: '%s'", dossier->kind, dossier->line);
    case EVENT_OF:
        return service_text(&bench, "kind: %d start_date: 2024-01-01 end_date: 2024-01-02",
                            dossier->kind);
    case GRANT_OF:
        return service_text(&bench, "level: %d grantor: 'x' amount { minor_units: %d }",
                            dossier->kind, (int)dossier->amount);
    case PRODUCT_OF:
        return service_text(&bench, "enterprise: 'programmes/jw/enterprises/d%d'",
                            dossier->related);
    default:
        return "";
    }
}

static const char *dossier_text(const struct model_command *command)
{
    const struct model_dossier *dossier = &command->dossier;
    const char *moves = "";

    for (int i = 0; i < dossier->move_count; i++)
        moves = service_text(&bench, "%s moves %s", moves, move_text(&dossier->moves[i]));
    return service_text(&bench,
                        "parent: 'programmes/jw' %s_id: 'd%d' %s { title: 'x' subject: 's%d' "
                        "project: '%s' site: '%s' %s %s }",
                        THING[command->noun], command->id, THING[command->noun], dossier->subject,
                        PROJECT[dossier->project], dossier->north ? "north" : "", own_text(command),
                        moves);
}

static const char *period_text(const struct model_record *sale)
{
    if (sale->last - sale->first == 11)
        return service_text(&bench, "%d", sale->year);
    if (sale->last > sale->first)
        return service_text(&bench, "%d-Q%d", sale->year, sale->last / 3);
    return service_text(&bench, "%d-%02d", sale->year, sale->first);
}

static const char *record_own_text(const struct model_command *command)
{
    const struct model_record *record = &command->record;
    const char *letter = "";

    if (command->noun == FACT)
        return service_text(&bench, "subject: 's%d' kind: %d value: %d effective_date: %s",
                            record->of, record->kind, (int)record->value, day_text(record->day));
    if (command->noun == SALE)
        return service_text(&bench,
                            "enterprise: 'programmes/jw/enterprises/d%d' period: '%s' basis: %d "
                            "amount { minor_units: %d }",
                            record->of, period_text(record), record->kind, (int)record->value);
    if (record->letter >= 0)
        letter = service_text(&bench, "letter: 'programmes/jw/tradeResults/r%d'", record->letter);
    return service_text(&bench,
                        "trade_event: 'programmes/jw/tradeEvents/d%d' kind: %d quantity: %d "
                        "effective_date: %s %s %s",
                        record->of, record->kind, (int)record->quantity, day_text(record->day),
                        letter,
                        record->value == 0 ? ""
                                           : service_text(&bench, "amount { minor_units: %d }",
                                                          (int)record->value));
}

/* The request, and its method. */
static const char *text_of(const struct model_command *command, const char **method)
{
    static const char *const VERBS[COMMANDS] = {"Create", "Move", "Retract", "Create", "Reverse"};
    bool of_record = command->kind >= CREATE_RECORD;
    const char *collection =
        of_record ? RECORD_COLLECTION[command->noun] : MODEL_COLLECTIONS[command->noun];
    const char *name = service_text(&bench, "name: 'programmes/jw/%s/%s%d'", collection,
                                    of_record ? "r" : "d", command->id);

    *method = service_text(&bench, "%s%s", VERBS[command->kind],
                           of_record ? RECORD[command->noun] : NOUN[command->noun]);
    switch (command->kind) {
    case CREATE_DOSSIER:
        return dossier_text(command);
    case MOVE_DOSSIER:
        return service_text(&bench, "%s etag: '*' move %s", name, move_text(&command->move));
    case RETRACT_DOSSIER:
        return service_text(&bench, "%s etag: '*' reason: 'so'", name);
    case CREATE_RECORD:
        return service_text(&bench, "parent: 'programmes/jw' %s_id: 'r%d' %s { %s }",
                            RECORD_THING[command->noun], command->id, RECORD_THING[command->noun],
                            record_own_text(command));
    default:
        return service_text(&bench, "%s reversal_id: 'r%d' reference: 'so'", name,
                            command->reversal);
    }
}

/* ---- asking ---- */

static bool allows(size_t i)
{
    return model_allows(&model, &commands[i]);
}

static void apply(size_t i)
{
    model_apply(&model, &commands[i], callers[i].at_us);
    times[time_count++] = callers[i].at_us;
    accepted_of[commands[i].kind]++;
}

static int64_t recorded(size_t i)
{
    return message_time(callers[i].op.response,
                        commands[i].kind >= CREATE_RECORD ? "recorded_time" : "update_time");
}

static const char *told(size_t i)
{
    const char *method;
    const char *text = text_of(&commands[i], &method);

    return service_text(&bench, "%s(%s)", method, text);
}

static void run_batch(void)
{
    static const struct callers_model MODEL = {allows, apply, recorded, told};

    for (size_t i = 0; i < CALLERS; i++) {
        const char *method;
        const char *text;

        commands[i] = fair_command();
        text = text_of(&commands[i], &method);
        caller_prepare(&bench, &callers[i], method, text);
    }
    callers_ask(&bench, callers, CALLERS);
    callers_judge(callers, CALLERS, &MODEL);
    for (size_t i = 0; i < CALLERS; i++)
        refused_of[commands[i].kind] += !callers[i].accepted;
    service_forget(&bench);
}

/* ---- the service's report as the model's lines ---- */

typedef Caravan__Projects__V1__DevelopmentReportResponse report_answer;

static int project_number(const char *name)
{
    int number = 2;

    while (number > 0 && strcmp(name, PROJECT[number]) != 0)
        number--;
    assert_string_equal(name, PROJECT[number]);
    return number;
}

static const char *state_name(Caravan__Projects__V1__DevelopmentState state)
{
    return protobuf_c_enum_descriptor_get_value(
               &caravan__projects__v1__development_state__descriptor, (int)state)
               ->name +
           strlen("DEVELOPMENT_STATE_");
}

static int kind_number(const char *kind)
{
    static const char *const KINDS[][2] = {{"VILLAGE_MODEL", "EXHIBITION"},
                                           {"SCENIC_AREA", "FAIR"},
                                           {"PROVINCIAL", ""},
                                           {"NATIONAL", ""}};

    if (strcmp(kind, "SHOP") == 0)
        return 2;
    for (int i = 0; i < 4; i++) {
        if (kind[0] != '\0' && (strcmp(kind, KINDS[i][0]) == 0 || strcmp(kind, KINDS[i][1]) == 0))
            return i + 1;
    }
    assert_string_equal(kind, "");
    return 0;
}

static void put_standing(const report_answer *answer, struct model_report *lines)
{
    int64_t *values;

    for (size_t i = 0; i < answer->n_standing; i++) {
        const Caravan__Projects__V1__StandingRow *row = answer->standing[i];

        values = model_line(lines, "kind %s %d %s %d %s", row->collection, kind_number(row->kind),
                            row->grade, row->superseded, state_name(row->state));
        values[0] = row->records;
        values[1] = row->subjects;
        values[2] = row->amount_minor;
    }
    for (size_t i = 0; i < answer->n_standing_by_project; i++) {
        const Caravan__Projects__V1__StandingRow *row = answer->standing_by_project[i];

        values = model_line(lines, "project %d %s %s", project_number(row->project),
                            row->collection, state_name(row->state));
        values[0] = row->records;
        values[1] = row->subjects;
        values[2] = row->amount_minor;
    }
    for (size_t i = 0; i < answer->n_reached_by_year; i++) {
        const Caravan__Projects__V1__ReachedRow *row = answer->reached_by_year[i];

        values = model_line(lines, "reached %s %d %s %s %d", row->collection,
                            kind_number(row->kind), row->grade, state_name(row->state), row->year);
        values[0] = row->records;
        values[1] = row->subjects;
    }
}

static void put_enterprises(const Caravan__Projects__V1__EnterpriseFigures *row, int64_t *values)
{
    values[0] = row->records;
    values[1] = row->gross;
    values[3] = row->net;
    assert_int_equal(row->gross, row->exits + row->net);
}

static void put_milestones(const Caravan__Projects__V1__MilestoneFigures *row, int64_t *values)
{
    const int64_t all[] = {row->planned, row->done,      row->waived,    row->overdue,
                           row->late,    row->late_days, row->worst_days};

    memcpy(values, all, sizeof(all));
}

static void put_trade(const Caravan__Projects__V1__TradeFigures *row, int64_t *values)
{
    const int64_t all[LINE_VALUES] = {
        row->exhibitors,   row->items_shown,       row->orders,
        row->orders_minor, row->letters_of_intent, row->letters_of_intent_minor,
        row->ordered,      row->ordered_minor,
    };

    memcpy(values, all, sizeof(all));
    assert_int_equal(row->together_minor,
                     row->orders_minor + row->letters_of_intent_minor - row->ordered_minor);
}

static void put_sales(const Caravan__Projects__V1__EnterpriseSalesRow *row, int64_t *values)
{
    const int64_t all[] = {row->amount_minor, row->reported_minor, row->counted_minor,
                           row->estimated_minor, row->records};

    memcpy(values, all, sizeof(all));
}

static void put_records(const report_answer *answer, struct model_report *lines)
{
    for (size_t i = 0; i < answer->n_facts; i++) {
        const Caravan__Projects__V1__FactRow *row = answer->facts[i];
        const Google__Type__Date *date = row->effective_date;
        int64_t *values = model_line(lines, "fact %s %d", row->subject, (int)row->kind);

        values[0] = row->records;
        values[1] = row->value;
        values[2] = date->year * 10000 + date->month * 100 + date->day;
    }
    put_trade(answer->trade, model_line(lines, "trade"));
    for (size_t i = 0; i < answer->n_trade_by_event; i++)
        put_trade(answer->trade_by_event[i], model_line(lines, "event %s",
                                                        answer->trade_by_event[i]->trade_event +
                                                            strlen("programmes/jw/tradeEvents/d")));
}

static void put_all_sales(const report_answer *answer, struct model_report *lines)
{
    put_sales(answer->sales, model_line(lines, "sales"));
    for (size_t i = 0; i < answer->n_sales_by_year; i++)
        put_sales(answer->sales_by_year[i],
                  model_line(lines, "sales %d", answer->sales_by_year[i]->year));
    for (size_t i = 0; i < answer->n_sales_by_line; i++)
        put_sales(answer->sales_by_line[i],
                  model_line(lines, "line %s %d", answer->sales_by_line[i]->key,
                             answer->sales_by_line[i]->year));
    for (size_t i = 0; i < answer->n_sales_by_site; i++)
        put_sales(answer->sales_by_site[i],
                  model_line(lines, "sold %d %d %d", project_number(answer->sales_by_site[i]->key),
                             answer->sales_by_site[i]->site[0] != '\0',
                             answer->sales_by_site[i]->year));
    for (size_t i = 0; i < answer->n_sales_by_enterprise; i++)
        put_sales(answer->sales_by_enterprise[i],
                  model_line(lines, "of %s %d", answer->sales_by_enterprise[i]->key,
                             answer->sales_by_enterprise[i]->year));
}

static void put_answer(const report_answer *answer, struct model_report *lines)
{
    lines->count = 0;
    put_standing(answer, lines);
    put_enterprises(answer->enterprises, model_line(lines, "enterprises"));
    for (size_t i = 0; i < answer->n_enterprises_by_site; i++)
        put_enterprises(answer->enterprises_by_site[i],
                        model_line(lines, "site %d %d",
                                   project_number(answer->enterprises_by_site[i]->project),
                                   answer->enterprises_by_site[i]->site[0] != '\0'));
    put_milestones(answer->milestones, model_line(lines, "milestones"));
    for (size_t i = 0; i < answer->n_milestones_by_project; i++)
        put_milestones(answer->milestones_by_project[i],
                       model_line(lines, "milestones %d",
                                  project_number(answer->milestones_by_project[i]->project)));
    put_records(answer, lines);
    put_all_sales(answer, lines);
}

static void compare(int32_t through, int64_t known_us)
{
    static struct model_report wanted;
    static struct model_report found;
    const char *request =
        service_text(&bench, "programme: 'programmes/jw' %s%s known_at { seconds: %lld nanos: %d }",
                     through == ALL_DAYS ? "" : "effective_through: ",
                     through == ALL_DAYS ? "" : day_text(through), (long long)(known_us / 1000000),
                     (int)(known_us % 1000000) * 1000);

    put_answer((const void *)EXPECT(&bench, "DevelopmentReport", request, ""), &found);
    model_report(&model, through, known_us, through == ALL_DAYS ? TODAY : through, &wanted);
    model_lines_match(request, &wanted, &found);
    service_forget(&bench);
}

static void run_world(int number)
{
    static char org[16];

    (void)snprintf(org, sizeof(org), "w%d", number);
    bench.principal.org = org;
    dice = (uint64_t)number * UINT64_C(1000003);
    time_count = 0;
    model_begin(&model);
    projects_sow(&bench);
    for (int batch = 1; batch <= BATCHES; batch++) {
        run_batch();
        if (batch % COMPARE != 0 || time_count == 0)
            continue;
        compare(some_day(), times[roll(time_count)]);
        compare(ALL_DAYS, times[time_count - 1]);
    }
}

static void whatever_is_asked_the_service_and_a_plain_model_agree(void **state)
{
    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    for (int number = 1; number <= WORLDS; number++)
        run_world(number);
    for (int kind = 0; kind < COMMANDS; kind++) {
        print_message("%d: %d accepted, %d refused\n", kind, accepted_of[kind], refused_of[kind]);
        assert_true(accepted_of[kind] > 100);
        assert_true(refused_of[kind] > 100);
    }
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_asked_the_service_and_a_plain_model_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
