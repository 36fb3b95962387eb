#include "figure_records.h"

#include "base/assert.h"
#include "caravan/logistics/v1/corridors.caravan.h"
#include "caravan/logistics/v1/hubs.caravan.h"
#include "caravan/logistics/v1/sales.caravan.h"
#include "caravan/projects/v1/development.caravan.h"
#include "caravan/projects/v1/projects.caravan.h"
#include "caravan/training/v1/exchanges.caravan.h"
#include "figure_ask.h"
#include "figure_query.h"
#include "figure_record.h"
#include "message_view.h"
#include "post.h"
#include "post_field.h"
#include "report_parts.h"
#include "report_view.h"

#include <stdlib.h>
#include <string.h>

#define PAGE 1000

struct explaining {
    struct client *client;
    const struct figure *figure;
    const char *programme;
    struct reports reports;
    struct explained *explained;
};

/* ---- where records are listed ---- */

struct listing {
    enum source source;
    const char *rows;   /* of the figure; NULL: any */
    const char *method; /* NULL: the List of the collection that `where` names */
    figure_record_rule *rule;
    const char *once; /* of several with the same in this field the first counts */
    bool weighed;     /* the figure is made of means */
};

static const struct listing LISTINGS[] = {
    {PROJECTS_STARTED, NULL, "ListProjects", figure_record_project, NULL, false},
    {SALES_NET, NULL, "ListSalePostings", figure_record_posting, NULL, false},
    {CORRIDOR_TONNES, NULL, "ListCorridorReportConsignments", figure_record_mass, NULL, false},
    {CORRIDOR_VALUE, NULL, "ListCorridorReportConsignments", figure_record_value, NULL, false},
    {DEVELOPMENT_ROWS, "standing", NULL, figure_record_standing, "subject", false},
    {DEVELOPMENT_ROWS, "reached_by_year", NULL, figure_record_reached, "subject", false},
    {DEVELOPMENT_ROWS, "facts", "ListSiteFacts", figure_record_fact, NULL, false},
    {DEVELOPMENT_ROWS, "trade_by_event", "ListTradeResults", figure_record_trade, NULL, false},
    {ENGAGEMENT_ROWS, "challenges_by_state", "ListChallenges", figure_record_standing, NULL, false},
    {ENGAGEMENT_ROWS, "donations_by_donor", "ListDonations", figure_record_received, NULL, false},
    {TRAINING_ROWS, "medals", "ListMedals", figure_record_counted, NULL, false},
    {TRAINING_ROWS, "awards", "ListAwards", figure_record_counted, NULL, false},
    {TRAINING_ROWS, "pairings", "ListPairings", figure_record_pairing, "home", false},
    {TRAINING_ROWS, "assignments", "ListAssignments", figure_record_assignment, "person", false},
    {TRAINING_ROWS, "exam_changes", "ListExamResults", figure_record_exam, NULL, true},
};

static const struct listing *find_listing(const struct figure *figure)
{
    for (size_t i = 0; i < sizeof(LISTINGS) / sizeof(LISTINGS[0]); i++) {
        if (LISTINGS[i].source == figure->source &&
            (LISTINGS[i].rows == NULL || strcmp(LISTINGS[i].rows, figure->of) == 0))
            return &LISTINGS[i];
    }
    return NULL;
}

/* "ListResearchEfforts" of "collection=researchEfforts,state=RUNNING". */
static const char *method_name(const struct listing *listing, const struct explaining *self)
{
    const char *where = self->figure->where;
    const char *name = listing->method;
    char *made;

    if (name != NULL)
        return name;
    CV_ASSERT(strncmp(where, "collection=", strlen("collection=")) == 0);
    where += strlen("collection=");
    made = cv_arena_printf(self->client->run->arena, "List%.*s", (int)strcspn(where, ","), where);
    if (made == NULL)
        return "";
    made[strlen("List")] = (char)(made[strlen("List")] - 'a' + 'A');
    return made;
}

/* ---- the report ---- */

const struct cv_service_type *figure_service(const struct figure *figure)
{
    if (figure->source >= DEVELOPMENT_ROWS)
        return FIGURE_REPORTS[figure->source - DEVELOPMENT_ROWS].service;
    if (figure->source >= HUB_SORTED)
        return &caravan_logistics_v1_hubs_type;
    if (figure->source >= CORRIDOR_TRIPS)
        return &caravan_logistics_v1_corridors_type;
    return figure->source == SALES_NET ? &caravan_logistics_v1_sales_type
                                       : &caravan_projects_v1_projects_type;
}

/* The answer that has the figure; NULL: there is none. */
static const ProtobufCMessage *report_of(const struct explaining *self)
{
    const struct figure *figure = self->figure;
    const struct reports *reports = &self->reports;

    if (figure->source >= DEVELOPMENT_ROWS)
        return reports->rows[figure->source - DEVELOPMENT_ROWS];
    if (figure->source >= HUB_SORTED) {
        for (size_t i = 0; i < sizeof(reports->hub) / sizeof(reports->hub[0]); i++) {
            if (reports->hub[i].day != NULL && strcmp(reports->hub[i].day, figure->of) == 0)
                return &reports->hub[i].report->base;
        }
        return NULL;
    }
    if (figure->source == CORRIDOR_YEAR_TRIPS)
        return (const ProtobufCMessage *)reports->corridor_2025;
    if (figure->source >= CORRIDOR_TRIPS)
        return (const ProtobufCMessage *)reports->corridor;
    return figure->source == SALES_NET ? (const ProtobufCMessage *)reports->sales
                                       : (const ProtobufCMessage *)reports->programme;
}

/* ---- records ---- */

/* With the report's own dates, where the method takes them. */
static bool fill(const struct explaining *self, const Google__Protobuf__Timestamp *known_at,
                 struct post_writer *request)
{
    Google__Type__Date *from = cv_arena_alloc(self->client->run->arena, sizeof(*from));
    Google__Type__Date *through = cv_arena_alloc(self->client->run->arena, sizeof(*through));
    const ProtobufCMessageDescriptor *type = request->message->descriptor;
    Google__Protobuf__Timestamp *known = (Google__Protobuf__Timestamp *)(uintptr_t)known_at;
    bool carried = post_field(type, "report.start_date") != NULL;

    if (from == NULL || through == NULL)
        return false;
    *from = figure_date(carried ? (struct figure_day){FIGURES_CORRIDOR_FROM, 1, 1} : FIGURES_FROM);
    *through =
        figure_date(carried ? (struct figure_day){FIGURES_CORRIDOR_LAST, 12, 31} : FIGURES_THROUGH);
    if (carried)
        return post_set_text(request, "report.corridor", "corridors/" FIGURES_CORRIDOR) &&
               post_set_message(request, "report.start_date", &from->base) &&
               post_set_message(request, "report.end_date", &through->base) &&
               post_set_message(request, "report.known_at", &known->base);
    return (post_field(type, "parent") == NULL ||
            post_set_text(request, "parent", self->programme)) &&
           (post_field(type, "effective_from") == NULL ||
            post_set_message(request, "effective_from", &from->base)) &&
           (post_field(type, "effective_through") == NULL ||
            post_set_message(request, "effective_through", &through->base)) &&
           (post_field(type, "known_at") == NULL ||
            post_set_message(request, "known_at", &known->base));
}

/* The one list that the answer of a List method has. */
static struct report_rows_of rows_of(const ProtobufCMessage *page)
{
    const ProtobufCMessageDescriptor *type = page->descriptor;
    unsigned at = 0;

    while (type->fields[at].label != PROTOBUF_C_LABEL_REPEATED)
        at++;
    CV_ASSERT(at < type->n_fields);
    return report_part_rows(page, type->fields[at].name);
}

struct seen {
    const char *value;
    struct seen *next;
};

/* Is it the first with this value? */
static bool is_new(const struct listing *listing, const struct figure_record *record,
                   struct seen **seen)
{
    const char *value;
    struct seen *own;

    if (listing->once == NULL)
        return true;
    value = message_text(record->message, listing->once, false, record->arena);
    for (const struct seen *other = *seen; other != NULL; other = other->next) {
        if (strcmp(other->value, value) == 0)
            return false;
    }
    own = cv_arena_alloc(record->arena, sizeof(*own));
    if (own == NULL)
        return false;
    *own = (struct seen){value, *seen};
    *seen = own;
    return true;
}

static bool take_page(const struct explaining *self, const struct listing *listing,
                      const ProtobufCMessage *page, struct seen **seen)
{
    struct cv_arena *arena = self->client->run->arena;
    struct report_rows_of rows = rows_of(page);

    for (size_t i = 0; i < rows.count; i++) {
        const struct figure_record record = {
            .figure = self->figure,
            .message = rows.list[i],
            .entry = figure_entry(rows.list[i], arena),
            .before = self->explained,
            .arena = arena,
        };

        if (record.entry == NULL)
            return false;
        if (!listing->rule(&record))
            continue;
        if (!is_new(listing, &record, seen))
            record.entry->counted = 0;
        if (!explained_add(self->explained, arena, record.entry))
            return false;
    }
    return true;
}

static enum exit_code list_records(const struct explaining *self, const struct listing *listing)
{
    struct client *client = self->client;
    const struct cv_method *method =
        post_method(figure_service(self->figure), method_name(listing, self));
    struct post_writer request;
    struct seen *seen = NULL;
    const char *token = "";

    CV_ASSERT(method != NULL);
    post_writer_begin(&request, post_message(method->request, client->run->arena),
                      client->run->arena);
    if (request.message == NULL || !fill(self, self->explained->known_at, &request) ||
        !post_set_integer(&request, "page_size", PAGE))
        return EXIT_FAILED;
    do {
        struct client_call call;
        struct cv_status status;

        if (!post_set_text(&request, "page_token", token))
            return EXIT_FAILED;
        client_prepare(client, &call);
        call.op.start.method = method;
        call.op.request = request.message;
        cv_unary_submit(client->channel, &call.op);
        status = client_wait(client, &call);
        if (!cv_ok(status))
            return client_complain(client, status);
        if (!take_page(self, listing, call.op.response, &seen))
            return EXIT_FAILED;
        token = message_text(call.op.response, "next_page_token", false, client->run->arena);
    } while (*token != '\0');
    return EXIT_DONE;
}

/* ---- rows of the report ---- */

/* Which rows, and the field of theirs that is added up, where the table of figures does not say. */
struct parts {
    const char *rows;
    const char *where;
    const char *value;
};

static struct parts parts_of(const struct figure *figure)
{
    switch (figure->source) {
    case CORRIDOR_TRIPS:
    case CORRIDOR_YEAR_TRIPS:
        return (struct parts){"by_month", "", "trips"};
    case HUB_SORTED:
        return (struct parts){"by_chute", "", "sorted"};
    case HUB_PREFECTURES:
        return (struct parts){"by_prefecture", "", "sorted"};
    default:
        CV_ASSERT(figure->source >= DEVELOPMENT_ROWS);
        return (struct parts){figure->of, figure->where, figure->value};
    }
}

/* "year=2025, kind=DISTRICT": what says which row it is. */
static char *row_name(const ProtobufCMessage *row, struct cv_arena *arena)
{
    char *name = cv_arena_string(arena, "");

    for (unsigned i = 0; name != NULL && i < row->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &row->descriptor->fields[i];
        bool key = field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_ENUM ||
                   strcmp(field->name, "year") == 0;
        const char *text = key ? message_text(row, field->name, false, arena) : "";

        if (*text != '\0')
            name = cv_arena_printf(arena, "%s%s%s=%s", name, *name == '\0' ? "" : ", ", field->name,
                                   text);
    }
    return name;
}

static enum exit_code take_rows(const struct explaining *self, const ProtobufCMessage *report)
{
    const struct parts parts = parts_of(self->figure);
    struct report_rows_of rows = report_part_rows(report, parts.rows);
    struct cv_arena *arena = self->client->run->arena;

    for (size_t i = 0; i < rows.count; i++) {
        Caravan__Projects__V1__ReportEntry *entry;
        int64_t value = strtoll(message_text(rows.list[i], parts.value, false, arena), NULL, 10);

        if (!figure_row_is(rows.list[i], parts.where, arena) || value == 0)
            continue;
        if (self->figure->source == HUB_PREFECTURES) {
            if (*message_text(rows.list[i], "prefecture", false, arena) == '\0')
                continue;
            value = 1;
        }
        entry = figure_entry(rows.list[i], arena);
        if (entry == NULL)
            return EXIT_FAILED;
        entry->record = row_name(rows.list[i], arena);
        entry->withheld = report_part_withheld(rows.list[i], self->figure->withheld);
        entry->amount = entry->counted = value;
        if (entry->record == NULL || !explained_add(self->explained, arena, entry))
            return EXIT_FAILED;
    }
    return EXIT_DONE;
}

/* ---- all of it ---- */

static const Google__Protobuf__Timestamp *known_at_of(const ProtobufCMessage *report)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(report->descriptor, "known_at");
    const Google__Protobuf__Timestamp *known_at = NULL;

    if (field != NULL)
        memcpy(&known_at, (const char *)report + field->offset, sizeof(known_at));
    return known_at;
}

static enum exit_code begin(struct explaining *self, const ProtobufCMessage **report)
{
    const struct figure *figure = self->figure;
    struct explained *explained = self->explained;
    struct cv_arena *arena = self->client->run->arena;
    Google__Type__Date *through = cv_arena_alloc(arena, sizeof(*through));
    struct found found = figure_check(figure, &self->reports, arena);

    *report = report_of(self);
    if (through == NULL)
        return EXIT_FAILED;
    *through = figure_date(FIGURES_THROUGH);
    explained->query = figure_query(figure, arena);
    explained->unit = text_of(FIGURE_UNITS[figure->unit]);
    explained->decimals = found.decimals;
    explained->value = found.value;
    explained->is_sum = true;
    explained->effective_through = through;
    if (*report != NULL && found.known) {
        explained->known_at = known_at_of(*report);
        return EXIT_DONE;
    }
    (void)fprintf(stderr,
                  T("caravan explain: %s: nothing of it is recorded; it is asked by %s\n",
                    "caravan explain：%s：没有记录；查询为 %s\n"),
                  figure->key, explained->query);
    return EXIT_REFUSED;
}

enum exit_code figure_explain(struct client *client, const struct figure *figure,
                              const char *programme, struct explained *explained)
{
    struct explaining self = {
        .client = client, .figure = figure, .programme = programme, .explained = explained};
    const struct listing *listing = find_listing(figure);
    const ProtobufCMessage *report;
    enum exit_code code = figure_ask(client, figure_service(figure), programme, &self.reports);

    if (code == EXIT_DONE)
        code = begin(&self, &report);
    if (code != EXIT_DONE)
        return code;
    if (listing == NULL)
        return take_rows(&self, report);
    explained->weighed = listing->weighed;
    explained->is_sum = !listing->weighed;
    return list_records(&self, listing);
}
