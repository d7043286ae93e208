import sys

from folkmoot.site.cli.entry import main

sys.exit(main())
