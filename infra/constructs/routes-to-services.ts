import { CfnRoute, type ISubnet } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { ExistingServices } from '../config-services.ts';

/** The way from the functions' subnets to services in another network. The way back is that network's to add. */
export class RoutesToServices extends Construct {
  constructor(scope: Construct, id: string, props: { subnets: ISubnet[]; services: ExistingServices }) {
    super(scope, id);
    const { cidr, via } = props.services;
    props.subnets.forEach((subnet, index) => {
      new CfnRoute(this, `Route${index}`, {
        routeTableId: subnet.routeTable.routeTableId,
        destinationCidrBlock: cidr,
        ...(via.startsWith('pcx-') ? { vpcPeeringConnectionId: via } : { transitGatewayId: via }),
      });
    });
  }
}
