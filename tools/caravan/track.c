/* caravan track NUMBER: where something is, how it got there, and when it will be where it goes. */
#include "commands.h"
#include "report_options.h"
#include "track_kinds.h"

#include <string.h>

static track_look *const LOOKS[TRACK_KINDS] = {
    [TRACK_PARCEL] = look_for_parcel,
    [TRACK_BOX] = look_for_box,
    [TRACK_WAGON] = look_for_wagon,
    [TRACK_TRIP] = look_for_trip,
    [TRACK_CONSIGNMENT] = look_for_consignment,
};

enum exit_code track_answered(struct tracking *tracking, struct cv_status status, bool *found)
{
    *found = cv_ok(status);
    if (cv_ok(status) || status.code == CV_NOT_FOUND)
        return EXIT_DONE;
    return client_complain(&tracking->client, status);
}

/* --as goes before the form; a carrier has parcels only. */
static enum exit_code read_number(struct tracking *tracking)
{
    struct track_number *number = &tracking->number;
    const char *as = run_option(tracking->run, "--as");

    if (!track_number_read(tracking->run->operands[0], tracking->arena, number))
        return EXIT_FAILED;
    if (as == NULL && run_option(tracking->run, "--carrier") != NULL)
        as = TRACK_KIND_NAMES[TRACK_PARCEL];
    if (as == NULL)
        return EXIT_DONE;
    for (size_t kind = 0; kind < TRACK_KINDS; kind++) {
        if (strcmp(as, TRACK_KIND_NAMES[kind]) != 0)
            continue;
        number->kinds[0] = (enum track_kind)kind;
        number->kind_count = 1;
        return EXIT_DONE;
    }
    return run_refuse_option(tracking->run, "--as",
                             T("must be parcel, box, wagon, trip or consignment, not %s",
                               "必须是 parcel、box、wagon、trip 或 consignment，而不是 %s"),
                             as);
}

static enum exit_code tell_unknown(const struct tracking *tracking)
{
    const char *looked = "";

    for (size_t i = 0; looked != NULL && i < tracking->number.kind_count; i++)
        looked = cv_arena_printf(tracking->arena, "%s%s%s", looked, i == 0 ? "" : ", ",
                                 TRACK_KIND_NAMES[tracking->number.kinds[i]]);
    (void)fprintf(stderr,
                  T("caravan track: nothing is known of %s; looked for: %s (--as looks for "
                    "another)\n",
                    "caravan track：没有 %s 的记录；已查找：%s（可用 --as 指定）\n"),
                  text_printable(tracking->run->operands[0], tracking->arena),
                  looked == NULL ? "" : looked);
    return EXIT_REFUSED;
}

static enum exit_code look(struct tracking *tracking)
{
    bool found = false;

    for (size_t i = 0; i < tracking->number.kind_count; i++) {
        enum exit_code code = LOOKS[tracking->number.kinds[i]](tracking, &found);

        if (code != EXIT_DONE)
            return code;
        if (found)
            return track_print(tracking->run, &tracking->view);
    }
    return tell_unknown(tracking);
}

static enum exit_code run_track(struct run *run)
{
    struct tracking tracking = {.run = run, .arena = run->arena};
    enum exit_code code = report_read_form(run);

    track_view_begin(&tracking.view, run->arena, "", "", "");
    if (code == EXIT_DONE)
        code = read_number(&tracking);
    if (code != EXIT_DONE)
        return code;
    code = client_open_logistics(&tracking.client, run);
    if (code == EXIT_DONE)
        code = look(&tracking);
    client_close(&tracking.client);
    return code;
}

static const struct option OPTIONS[] = {
    {.name = "--as",
     .value = "KIND",
     .help = {"what it is a number of: parcel, box, wagon, trip or\nconsignment; otherwise what it "
              "looks like",
              "号码的种类：parcel（包裹）、box（集装箱）、wagon（车辆）、\ntrip（车次）、"
              "consignment（运单）；默认按号码的形式判断"}},
    {.name = "--hub",
     .value = "ID",
     .variable = "CARAVAN_HUB",
     .fallback = "west",
     .help = {"of a parcel: where it passes", "包裹：经过的分拨中心"}},
    {.name = "--carrier",
     .value = "ID",
     .help = {"of a parcel: whose number it is, such as sf; some\nnumbers say it",
              "包裹：承运商，如 sf；部分单号可自动识别"}},
    {.name = "--about",
     .value = "TIME",
     .help = {"of a parcel: the one that had the number about then;\notherwise the newest",
              "包裹：该时刻前后使用此单号的包裹；默认为最新的"}},
    {.name = "--staff",
     .help = {"of a parcel: all that is known, for the hub's own people",
              "包裹：全部信息，供内部人员使用"}},
    {.name = "--json", .help = {"for programs; keys below", "供程序使用；键见下"}},
    {.name = "--csv",
     .help = {"for spreadsheet programs, a row for each milestone",
              "供电子表格使用，每个节点一行"}},
    CLIENT_LOGISTICS,
    {.name = NULL},
};

const struct command command_track = {
    .name = "track",
    .operands = "NUMBER",
    .operands_min = 1,
    .operands_max = 1,
    .calls = true,
    .options = OPTIONS,
    .summary = {"where a parcel, box, wagon, train or consignment is",
                "查询包裹、集装箱、车辆、车次、运单"},
    .help =
        {"Known by their form: boxes (CSQU3054383), postal and couriers' parcel numbers, wagons "
         "(7 or 12\ndigits); anything else may be the number of a trip or a consignment. "
         "Resource names do, too:\nCORRIDOR/TRIP, consignments/ID. Times are local where "
         "it happened. p50 and p90: it will be there by\nthen with one chance in two, and with "
         "nine in ten.\n\n"
         "--json: kind, number, name, state; facts and flags, each with name, value; happened, "
         "each with time, "
         "what, where,\ndetail, note; expected, each with planned_time, estimated_time, p50_time, "
         "p90_time, what, where;\nsame_number, each with name, state, first_time, last_time, "
         "shown.\n\n"
         "Of a parcel without --staff only what anybody may know who has the number.\n",
         "按形式识别：集装箱（CSQU3054383）、邮政和快递单号、车辆（7 位或 12 位数字）；\n"
         "其他的可能是车次或运单号。也可写资源名：通道/车次、consignments/编号。\n"
         "时间均为当地时间。p50、p90：届时到达的可能性为五成、九成。\n\n"
         "--json "
         "的键：kind、number、name、state；facts、flags（name、value）；happened（time、what、where"
         "、\n"
         "detail、note）；expected（planned_time、estimated_time、p50_time、p90_time、what、"
         "where）；\nsame_number（name、state、first_time、last_time、shown）。\n\n"
         "包裹没有 --staff 时，只显示持有单号者可知的信息。\n"},
    .run = run_track,
};
