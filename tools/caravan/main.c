/* caravan: the client program. */
#include "commands.h"

int main(int argc, char **argv)
{
    static const struct command *const COMMANDS[] = {
        &command_import,        &command_approve,   &command_report,
        &command_explain,       &command_track,     &command_watch,
        &command_trip,          &command_box,       &command_consignment,
        &command_hub,           &command_scan,      &command_chute,
        &command_bag,           &command_manifest,  &command_plan,
        &command_sale,          &command_match,     &command_month,
        &command_person,        &command_course,    &command_cohort,
        &command_enrolment,     &command_session,   &command_certificate,
        &command_assignment,    &command_mentor,    &command_outcome,
        &command_call,          &command_list,      &command_describe,
        &command_health,        &command_demo_data, &command_demo_live,
        &command_check_figures, &command_load,      &command_serve,
        &command_keys,          &command_events,    NULL,
    };

    return (int)program_run(COMMANDS, argc, argv);
}
