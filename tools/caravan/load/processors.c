#include "processors.h"

void processors_divide(struct processors *processors)
{
    unsigned count;
    unsigned taken = 0;

    *processors = (struct processors){.service_count = 0};
    if (sched_getaffinity(0, sizeof(processors->all), &processors->all) != 0)
        return;
    count = (unsigned)CPU_COUNT(&processors->all);
    if (count < 2)
        return;
    processors->service_count = count - count / 2;
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &processors->all))
            continue;
        if (taken++ < processors->service_count)
            CPU_SET(cpu, &processors->service);
        else
            CPU_SET(cpu, &processors->maker);
    }
}

static void use(const struct processors *processors, const cpu_set_t *set)
{
    if (processors->service_count > 0)
        (void)sched_setaffinity(0, sizeof(*set), set);
}

void processors_as_service(const struct processors *processors)
{
    use(processors, &processors->service);
}

void processors_as_maker(const struct processors *processors)
{
    use(processors, &processors->maker);
}

void processors_part(const struct processors *processors, pid_t service)
{
    if (processors->service_count == 1)
        (void)sched_setaffinity(service, sizeof(processors->maker), &processors->maker);
}
