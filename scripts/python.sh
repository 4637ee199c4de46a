#!/bin/sh
# Run the arguments with a Python that can hold the project's environment.
# Why a search: `python3` is 3.9 on many machines that have a newer one beside it.
# PYTHON=/path/to/python3 overrides the search.
set -u

probe='import sys; v = sys.version_info; sys.exit(0 if (3, 11) <= v < (3, 15) else 1 if v < (3, 11) else 3)'
newer=''

for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    "$candidate" -c "$probe" >/dev/null 2>&1
    case $? in
        0) exec "$candidate" "$@" ;;
        3) newer=${newer:-$candidate} ;;
    esac
done

if [ -n "$newer" ]; then
    echo "note: $newer is newer than the pinned packages were tested with (3.11 to 3.14)" >&2
    exec "$newer" "$@"
fi

found=$("${PYTHON:-python3}" -c 'import sys; print(sys.version.split()[0])' 2>/dev/null || echo 'none that runs')
echo "error: Stillwatch needs Python 3.11 or newer; ${PYTHON:-python3} is: $found." >&2
echo "       Install one (Debian: apt install python3 python3-venv; macOS: brew install python@3.13)," >&2
echo "       or name it: make PYTHON=/path/to/python3.12 test" >&2
exit 1
