"""A corridor with one train under way and what is in it, and a hub with one reader, as the files
that `caravan import` takes, for the judges of the client program."""
import time

HOUR = 3600
NOW = int(time.time()) // HOUR * HOUR
BOX = "CSQU3054383"


def at(hours):
    """Local time in China, so many hours from now."""
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(NOW + 8 * HOUR + int(hours * HOUR)))


FILES = {
    "places.csv": "id,title,title_zh,kind,country,utc_offset_minutes\n"
                  "east,East,东站,station,CN,480\nover,Over the border,境外,terminal,LA,420\n",
    "corridors.csv": "id,title,place,mode,run_minutes,dwell_minutes\n"
                     "way,Way,east,rail,1200,\nway,,over,,,\n",
    "boxes.csv": f"number,size_type,tare,max_gross\n{BOX},22G1,2.2t,24t\n",
    "trips.csv": "id,corridor,number,direction,departure（+08:00）\n"
                 f"t1,way,X9101,outbound,{at(-6)}\nt2,way,X9103,outbound,{at(48)}\n",
    "wagons.csv": "trip,time（+08:00）,number,numbering,limit,slots\n"
                  f"way/t1,{at(-30)},5200101,china,60t,2\nway/t2,{at(-29)},5200102,china,60t,2\n",
    "loads.csv": "id,trip,time（+08:00）,box,wagon,slot,origin,destination\n"
                 f"l1,way/t1,{at(-28)},{BOX.lower()},5200101,1,east,over\n",
    "consignments.csv": "id,corridor,consignor,consignee,origin,destination,goods,hs_code,packages,"
                        "gross,value（元）,paper,paper_reference\n"
                        "n1,way,Growers,Market,east,over,Coffee,090111,100,10t,50000,"
                        "consignment-note,SMGS-1\n",
    "consignment_moves.csv": "consignment,time（+08:00）,what\n"
                             f"n1,{at(-27)},submit\nn1,{at(-26.9)},accept\n",
    "bookings.csv": "id,trip,time（+08:00）,consignment,line,box,packages\n"
                    f"b1,way/t1,{at(-26)},n1,1,{BOX.lower()},100\n",
    "box_moves.csv": "box,time（+08:00）,what,place,trip,wagon,slot,seal,sealed_by\n" + "".join(
        f"{BOX.lower()},{at(hours)},{rest}\n" for hours, rest in (
            (-25, "gate-out,east,,,,,"), (-24, "reach-consignor,,,,,,"),
            (-23, "begin-stuffing,,,,,,"), (-22, "end-stuffing,,,,,,"),
            (-21, "seal,,,,,S1,shipper"), (-20, "gate-in,east,,,,,"),
            (-19, "load,east,way/t1,5200101,1,,"))),
    "trip_events.csv": "trip,time（+08:00）,event,what,when,point\n"
                       f"way/t1,{at(-5.5)},e1,departed,actual,0\n",
    "hubs.csv": "id,title,utc_offset_minutes\nh,Hub,480\n",
    "readers.csv": "id,hub,kind\nr1,h,belt\n",
}


def write(folder):
    for name, rows in FILES.items():
        (folder / name).write_text(rows, encoding="utf-8")
