#include "caravan/logistics/v1/sales_report.pb-c.h"
#include "cell.h"
#include "corridor_view.h"
#include "enum_word.h"
#include "message_view.h"
#include "report_fed.h"
#include "report_hub.h"
#include "report_training.h"
#include "report_view.h"
#include "sales_view.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

#define ALL (~0u) /* sections */

static bool is_asked(const struct joined *joined, size_t part)
{
    return joined->servers[JOINED_PARTS_OF[part].service].asked;
}

/* ---- for people ---- */

static void print_answer(const struct joined *joined, enum joined_kind part, size_t i)
{
    struct cv_arena *arena = joined->run->arena;
    const void *message = joined->parts[part].answers[i].message;

    switch (part) {
    case JOINED_PROGRAMME:
        report_print_tables(message, ALL, arena, stdout);
        break;
    case JOINED_CORRIDORS:
        corridor_print_tables(message, ALL, arena, stdout);
        break;
    case JOINED_HUBS:
        (void)printf(T("\nHub %s, up to %d days before.\n", "\n分拨中心 %s，此前至多 %d 天。\n"),
                     report_last_part(joined->parts[part].answers[i].name), REPORT_HUB_DAYS);
        hub_print_tables(message, ALL, arena);
        break;
    case JOINED_SALES:
        sales_print_tables(message, ALL, arena, stdout);
        break;
    default:
        report_parts_print(joined->run, &REPORT_TRAINING, ALL, message);
    }
}

static void print_part(const struct joined *joined, enum joined_kind part)
{
    const struct joined_part *of = &joined->parts[part];

    for (size_t i = 0; i < of->count; i++)
        print_answer(joined, part, i);
    if (of->missing != NULL)
        (void)printf(T("\n%s: MISSING\n%s\n", "\n%s：缺少\n%s\n"),
                     text_of(JOINED_PARTS_OF[part].title), of->missing);
}

static const char *fed_word(const struct fed_row *row)
{
    switch (row->state) {
    case FED_EQUAL:
        return T("equal", "相等");
    case FED_WITHHELD:
        return T("withheld", "不公布");
    default:
        return row->why;
    }
}

static void print_fed(const struct joined *joined)
{
    struct cv_arena *arena = joined->run->arena;
    struct table table;
    struct fed_row row;

    table_init(
        &table, arena,
        T("What the programme repeats of others, held against them", "取自其他服务的指标对照"));
    table_column(&table, T("Indicator", "指标"), false);
    table_column(&table, T("Counted by", "来源"), false);
    table_column(&table, T("In the programme", "计划"), true);
    table_column(&table, T("Counted there", "来源值"), true);
    table_column(&table, T("Difference", "差"), true);
    table_column(&table, "", false);
    for (size_t at = 0; fed_next(joined, &at, &row);) {
        bool shown = row.state == FED_EQUAL || row.state == FED_DIFFERS;
        int decimals = row.indicator->decimals;

        table_row(&table, (const char *const[]){
                              text_title(row.indicator->title, row.indicator->title_zh),
                              text_of(JOINED_SERVICE_TITLES[row.service]),
                              row.state == FED_WITHHELD ? T("withheld", "不公布")
                                                        : cell_decimal(arena, row.value, decimals),
                              shown ? cell_decimal(arena, row.counted, decimals) : "-",
                              shown ? cell_decimal(arena, row.counted - row.value, decimals) : "-",
                              fed_word(&row),
                          });
    }
    if (table.rows > 0)
        table_print(&table, stdout);
}

/* "12 of 14"; "-": it tells nothing, or is not asked. */
static const char *accepted(const struct joined *joined, enum joined_service service)
{
    const Caravan__Events__V1__Delivery *delivery = joined->servers[service].delivery;
    const char *text;

    if (delivery == NULL)
        return "-";
    text = cv_arena_printf(joined->run->arena, T("%lld of %lld", "%lld / %lld"),
                           (long long)delivery->delivered_sequence,
                           (long long)delivery->last_sequence);
    return text == NULL ? "" : text;
}

static const char *as_of(const struct joined *joined, enum joined_kind part)
{
    if (!is_asked(joined, part))
        return T("not asked", "未查询");
    if (joined->parts[part].missing != NULL)
        return T("MISSING", "缺少");
    if (joined->parts[part].count == 0)
        return T("there is none", "没有");
    return part == JOINED_HUBS ? T("now", "现在")
                               : report_time(joined_known_at(joined, part), joined->run->arena);
}

static void print_freshness(const struct joined *joined)
{
    struct cv_arena *arena = joined->run->arena;
    struct table table;

    table_init(&table, arena, T("How fresh each part is", "各部分的时效"));
    table_column(&table, T("Part", "部分"), false);
    table_column(&table, T("Service", "服务"), false);
    table_column(&table, T("As recorded by", "记录截至"), false);
    table_column(&table, T("Events the projects have", "项目服务已接收事件"), true);
    table_column(&table, T("Others wait since", "其余等待自"), false);
    for (size_t i = 0; i < JOINED_PARTS; i++) {
        enum joined_service service = JOINED_PARTS_OF[i].service;
        const Caravan__Events__V1__Delivery *delivery = joined->servers[service].delivery;

        table_row(&table,
                  (const char *const[]){
                      text_of(JOINED_PARTS_OF[i].title),
                      text_of(JOINED_SERVICE_TITLES[service]),
                      as_of(joined, (enum joined_kind)i),
                      accepted(joined, service),
                      delivery == NULL ? "" : report_time(delivery->oldest_waiting_time, arena),
                  });
    }
    table_print(&table, stdout);
}

void joined_print(const struct joined *joined)
{
    for (size_t i = 0; i < JOINED_PARTS; i++)
        print_part(joined, (enum joined_kind)i);
    print_fed(joined);
    print_freshness(joined);
}

/* ---- for programs ---- */

static const char *time_or_null(const Google__Protobuf__Timestamp *time, struct cv_arena *arena)
{
    return time == NULL ? NULL : report_time(time, arena);
}

static void put_delivery(struct json_out *out, const struct joined *joined,
                         const Caravan__Events__V1__Delivery *delivery)
{
    if (delivery == NULL) {
        json_put_text(out, "events", NULL);
        return;
    }
    json_put_open(out, "events", '{');
    json_put_int64(out, "last_sequence", delivery->last_sequence);
    json_put_int64(out, "delivered_sequence", delivery->delivered_sequence);
    json_put_text(out, "delivered_time",
                  time_or_null(delivery->delivered_time, joined->run->arena));
    json_put_number(out, "held_count", delivery->held_count);
    json_put_number(out, "parked_count", delivery->parked_count);
    json_put_text(out, "oldest_waiting_time",
                  time_or_null(delivery->oldest_waiting_time, joined->run->arena));
    json_put_close(out, '}');
}

static void put_state(struct json_out *out, const struct joined *joined, size_t i)
{
    const struct joined_part *part = &joined->parts[i];
    enum joined_service service = JOINED_PARTS_OF[i].service;
    const struct joined_server *server = &joined->servers[service];

    json_put_open(out, NULL, '{');
    json_put_text(out, "part", JOINED_PARTS_OF[i].name);
    json_put_text(out, "service", JOINED_SERVICE_NAMES[service]);
    json_put_text(out, "server", server->asked ? server->client.server : NULL);
    json_put_text(out, "state",
                  !server->asked          ? "NOT_ASKED"
                  : part->missing != NULL ? "MISSING"
                                          : "THERE");
    json_put_text(out, "code", part->missing == NULL ? NULL : cv_code_name(part->status.code));
    json_put_text(out, "why", part->missing);
    json_put_text(out, "known_at",
                  time_or_null(joined_known_at(joined, (enum joined_kind)i), joined->run->arena));
    put_delivery(out, joined, server->delivery);
    json_put_close(out, '}');
}

static void put_fed(struct json_out *out, const struct joined *joined)
{
    static const char *const STATES[] = {
        [FED_EQUAL] = "EQUAL",
        [FED_DIFFERS] = "DIFFERS",
        [FED_WITHHELD] = "WITHHELD",
        [FED_UNKNOWN] = "UNKNOWN",
    };
    struct fed_row row;

    json_put_open(out, "fed", '[');
    for (size_t at = 0; fed_next(joined, &at, &row);) {
        const Caravan__Projects__V1__IndicatorFeed *feed = row.indicator->feed;
        bool shown = row.state == FED_EQUAL || row.state == FED_DIFFERS;

        json_put_open(out, NULL, '{');
        json_put_text(out, "indicator", row.indicator->name);
        json_put_text(out, "figure",
                      enum_name(&caravan__projects__v1__fed_figure__descriptor, (int)feed->figure));
        json_put_text(out, "below", feed->below);
        json_put_number(out, "decimals", row.indicator->decimals);
        json_put_text(out, "state", STATES[row.state]);
        if (shown) {
            json_put_int64(out, "value", row.value);
            json_put_int64(out, "counted", row.counted);
            json_put_int64(out, "difference", row.counted - row.value);
        }
        json_put_text(out, "why", row.why);
        json_put_close(out, '}');
    }
    json_put_close(out, ']');
}

static void put_answer(struct json_out *out, const struct joined *joined, enum joined_kind part,
                       size_t i)
{
    struct cv_arena *arena = joined->run->arena;
    const void *message = joined->parts[part].answers[i].message;

    switch (part) {
    case JOINED_PROGRAMME:
        report_put_json(out, message, arena);
        break;
    case JOINED_CORRIDORS:
        corridor_put_json(out, message, arena);
        break;
    case JOINED_HUBS:
        json_put_text(out, "hub", joined->parts[part].answers[i].name);
        hub_put_json(out, message, arena);
        break;
    case JOINED_SALES:
        sales_put_json(out, message, arena);
        break;
    default:
        message_put_json(out, message, arena);
    }
}

/* null: it is missing, or was not asked for. */
static void put_part(struct json_out *out, const struct joined *joined, enum joined_kind part)
{
    const struct joined_part *of = &joined->parts[part];
    bool list = part == JOINED_CORRIDORS || part == JOINED_HUBS;

    if (of->count == 0 && (!list || of->missing != NULL || !is_asked(joined, part))) {
        json_put_text(out, JOINED_PARTS_OF[part].name, NULL);
        return;
    }
    if (list)
        json_put_open(out, JOINED_PARTS_OF[part].name, '[');
    for (size_t i = 0; i < of->count; i++) {
        json_put_open(out, list ? NULL : JOINED_PARTS_OF[part].name, '{');
        put_answer(out, joined, part, i);
        json_put_close(out, '}');
    }
    if (list)
        json_put_close(out, ']');
}

bool joined_print_json(const struct joined *joined)
{
    struct cv_arena *arena = joined->run->arena;
    const char *through = report_date(joined->through, arena);
    bool complete = true;
    struct json_out out;

    for (size_t i = 0; i < JOINED_PARTS; i++)
        complete = complete && joined->parts[i].missing == NULL;
    json_out_begin(&out);
    json_put_text(&out, "effective_through", *through == '\0' ? NULL : through);
    json_put_text(&out, "known_at", time_or_null(joined->known_at, arena));
    json_put_bool(&out, "complete", complete);
    json_put_open(&out, "parts", '[');
    for (size_t i = 0; i < JOINED_PARTS; i++)
        put_state(&out, joined, i);
    json_put_close(&out, ']');
    put_fed(&out, joined);
    for (size_t i = 0; i < JOINED_PARTS; i++)
        put_part(&out, joined, (enum joined_kind)i);
    return json_out_end(&out, stdout);
}
