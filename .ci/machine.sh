# What .ci/run needs of the machine: packages from Debian, a PostgreSQL, and no process that outlives the run.

as_root() { if [[ $EUID -eq 0 ]]; then "$@"; else sudo -n "$@"; fi; }

postgres_programs() { find /usr/lib/postgresql/*/bin -maxdepth 0 2>/dev/null | sort -V | tail -n 1; }

# Installs what is missing, and stops the server that Debian starts with a new PostgreSQL: the tests have their own.
install_missing() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v zbarimg >/dev/null || missing+=(zbar-tools)
  command -v curl >/dev/null || missing+=(curl)
  command -v pdftoppm >/dev/null || missing+=(poppler-utils)
  [[ -n $(postgres_programs) ]] || missing+=(postgresql)
  dpkg -s fonts-noto-cjk >/dev/null 2>&1 || missing+=(fonts-noto-cjk)
  [[ ${#missing[@]} -gt 0 ]] || return 0
  echo "installing ${missing[*]}"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
  as_root "${apt[@]}" update && as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null || return 1
  if [[ " ${missing[*]} " == *" postgresql "* ]]; then
    pg_lsclusters -h | while read -r version name _; do as_root pg_ctlcluster "$version" "$name" stop 2>/dev/null; done
  fi
  return 0
}

# Whether a server answers at this address and lets us create databases.
may_create_databases() {
  local sql='select rolsuper or rolcreatedb from pg_roles where rolname = current_user'
  [[ $(PGCONNECT_TIMEOUT=3 psql -wAtq "$1" -c "$sql" 2>/dev/null) == t ]]
}

# Sets TEST_DATABASE_URL, unless it names a server that lets us in, to one of our own that ends with the run. Ours needs
# neither the cluster of the machine nor its passwords, has room for all connections whoever else works on the machine,
# and skips fsync: nothing in it outlives the run.
start_postgres() {
  local programs port me=()
  if [[ -n ${TEST_DATABASE_URL:-} ]] && may_create_databases "$TEST_DATABASE_URL"; then
    echo "using the PostgreSQL that TEST_DATABASE_URL names"
    return 0
  fi
  programs=$(postgres_programs)
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  own_postgres=$tmp/postgres
  mkdir "$own_postgres"
  # PostgreSQL refuses to run as root.
  if [[ $EUID -eq 0 ]]; then
    chown postgres "$own_postgres"
    me=(runuser -u postgres --)
  fi
  stop_own_postgres=("${me[@]}" "$programs/pg_ctl" -D "$own_postgres/data" -m immediate stop)
  local options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=200"
  (cd / && "${me[@]}" "$programs/initdb" -D "$own_postgres/data" -U mixtill -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null &&
    "${me[@]}" "$programs/pg_ctl" -D "$own_postgres/data" -l "$own_postgres/log" -o "$options" -w start >/dev/null) || return 1
  export TEST_DATABASE_URL=postgres://mixtill@127.0.0.1:$port/postgres
  may_create_databases "$TEST_DATABASE_URL"
}

stop_postgres() {
  if [[ -f ${own_postgres:-}/data/postmaster.pid ]]; then (cd / && "${stop_own_postgres[@]}" >/dev/null); fi
}

# The processes that carry this run's mark in their environment.
marked() {
  local files file
  files=$(grep -lzsx "MIXTILL_CI_RUN=$tmp" /proc/[0-9]*/environ)
  for file in $files; do
    file=${file%/environ}
    if [[ -d $file ]]; then echo "${file#/proc/}"; fi # grep, which finds itself too, is over by now
  done
}

# Gives processes a moment to end; names and ends those that stay, and fails.
nothing_left() {
  local pid _ left
  for _ in {1..20}; do
    left=$(marked)
    [[ -n $left ]] || return 0
    sleep 0.25
  done
  for pid in $left; do
    echo "left running: $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)"
    kill -KILL "$pid"
  done
  return 1
}
